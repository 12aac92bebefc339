using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Durability;

/// <summary>Runs whose caller or whose server leaves in good order.</summary>
public sealed class LeavingTests(ITestOutputHelper output) : IDisposable
{
    private const int Runs = 100;

    // The host gives its parts 15 seconds; the rest is for the database to stop.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-leaving-").FullName;

    private string Ledger => Path.Combine(_folder, "ledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Client_ThatDoesNotWaitForItsAnswer_LeavesTheRunGoing()
    {
        await File.WriteAllTextAsync(Ledger, "");
        await using var silo = await StartAsync();
        using var leaving = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/execute") { Content = JsonContent.Create(LedgerFlow.Request(Ledger, 1)) };
        request.Headers.Add("Idempotency-Key", "left");
        var answer = silo.Http.SendAsync(request, leaving.Token);
        await LinesAsync(2);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        using var again = await silo.PostAsync("/api/flows/execute?mode=async", LedgerFlow.Request(Ledger, 1), "left");
        var run = (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
        Assert.Equal(1 + LedgerFlow.Steps, (await silo.EndOfAsync(run)).GetProperty("result").GetProperty("sum").GetInt64());
        Assert.Equal(LedgerFlow.Steps, (await File.ReadAllLinesAsync(Ledger)).Length);
    }

    [Fact]
    public async Task Silo_StoppedUnderLoad_EndsWithinSecondsAndTheNextGoesOn()
    {
        await File.WriteAllTextAsync(Ledger, "");
        await using var first = await StartAsync();
        var runs = new List<string>();
        for (var number = 0; number < Runs; number++)
        {
            using var answer = await first.PostAsync("/api/flows/execute?mode=async", LedgerFlow.Request(Ledger, number));
            runs.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!);
        }

        await LinesAsync(Runs);
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await first.StopAsync());
        output.WriteLine($"Stopped after {watch.Elapsed.TotalSeconds:0.0} s with {File.ReadLines(Ledger).Count()} of {Runs * LedgerFlow.Steps} effects begun.");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);

        await using var second = await StartAsync();
        for (var number = 0; number < Runs; number++)
        {
            Assert.Equal(number + LedgerFlow.Steps, (await second.EndOfAsync(runs[number])).GetProperty("result").GetProperty("sum").GetInt64());
        }

        var effects = (await File.ReadAllLinesAsync(Ledger)).GroupBy(line => line).ToList();
        Assert.Equal(Runs * LedgerFlow.Steps, effects.Count);
        Assert.All(effects.GroupBy(effect => effect.Key.Split('/')[0]), run => Assert.InRange(run.Sum(effect => effect.Count() - 1), 0, 1));
    }

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync("--data", Path.Combine(_folder, "data"), "--nodes", LedgerFlow.Nodes);

    private async Task LinesAsync(int count)
    {
        using var watch = new FileSystemWatcher(_folder, "ledger");
        var changed = new SemaphoreSlim(0);
        watch.Changed += (_, _) => changed.Release();
        watch.EnableRaisingEvents = true;
        while (File.ReadLines(Ledger).Count() < count && await changed.WaitAsync(TimeSpan.FromSeconds(60)))
        {
        }
    }
}
