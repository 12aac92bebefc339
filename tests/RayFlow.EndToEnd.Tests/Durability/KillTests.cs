using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.EndToEnd.Tests.Processes;
using RayFlow.Testing.Flows;

namespace RayFlow.EndToEnd.Tests.Durability;

/// <summary>What is promised (D1, D2, D4) while processes are killed. The ledger is a file that no process of RayFlow reads.</summary>
public sealed class KillTests : IDisposable
{
    private const int Runs = 500;
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-kill-").FullName;

    private string Ledger => Path.Combine(_folder, "ledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silo_KilledWhileRunsAreInFlight_EveryAcceptedRunCompletesAndNoFinishedEffectIsRepeated()
    {
        const int Kills = 3;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await File.WriteAllTextAsync(Ledger, "");
        var silo = await StartAsync();
        var accepted = new ConcurrentDictionary<int, string>();
        var current = silo;
        var clients = Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(() => AcceptAsync(client, () => Volatile.Read(ref current), accepted))));
        for (var kill = 0; kill < Kills; kill++)
        {
            await LinesAsync((Runs * LedgerFlow.Steps * (kill + 1) / (Kills + 2)) + random.Next(500));
            await current.KillAsync();
            await current.DisposeAsync();
            Volatile.Write(ref current, await StartAsync());
        }

        await clients;
        await using var last = current;
        foreach (var (number, run) in accepted)
        {
            var ended = await last.EndOfAsync(run);
            Assert.True(ended.GetProperty("status").GetString() == "completed", $"seed {seed}: {ended}");
            Assert.Equal(number + LedgerFlow.Steps, ended.GetProperty("result").GetProperty("sum").GetInt64());
        }

        var effects = (await File.ReadAllLinesAsync(Ledger)).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(Runs, accepted.Count);
        Assert.Equal(Runs * LedgerFlow.Steps, effects.Count);

        // A run has one step in flight at a time, so a kill repeats at most one of its effects.
        var repeats = effects.GroupBy(effect => effect.Key.Split('/')[0]).Select(run => run.Sum(effect => effect.Value - 1)).ToList();
        Assert.All(repeats, count => Assert.InRange(count, 0, Kills));
        Assert.True(repeats.Sum() > 0, $"seed {seed}: no kill met an effect in flight; the test proves nothing.");

        // An effect whose successor has begun is committed, and comes back after no kill (D2).
        foreach (var run in (await File.ReadAllLinesAsync(Ledger)).GroupBy(line => line.Split('/')[0]))
        {
            var steps = run.Select(line => line[(line.LastIndexOf('/') + 1)..]).ToList();
            Assert.True(steps.SequenceEqual(steps.Order(StringComparer.Ordinal)), $"seed {seed}: run {run.Key} went back: {string.Join(" ", steps)}");
        }
    }

    [Fact]
    public async Task Silo_KilledWhileRunsAreAccepted_KeepsEveryRunThatItAnsweredFor()
    {
        const int Kills = 4;
        const int Many = 1500;
        const int Callers = 64;
        var flow = new FlowBuilder("number:int").Node("step", "checkpoint").Return()
            .Exec("start", "step", "return").Data("start.number", "step.value").Data("step.value", "return.sum");
        JsonObject Request(int number) => new() { ["flow"] = JsonNode.Parse(flow.ToJson()), ["inputs"] = new JsonObject { ["number"] = number } };
        var current = await StartAsync();
        var accepted = new ConcurrentDictionary<int, string>();
        using var acceptances = new SemaphoreSlim(0);
        var clients = Task.WhenAll(Enumerable.Range(0, Callers).Select(client => Task.Run(() =>
            AcceptAsync(client, () => Volatile.Read(ref current), accepted, Many, Callers, Request, () => acceptances.Release()))));
        for (var kill = 0; kill < Kills; kill++)
        {
            for (var more = Many / (Kills + 1); more > 0; more--)
            {
                await await Task.WhenAny(acceptances.WaitAsync(), clients); // a client that fails says why
            }

            await current.KillAsync();
            await current.DisposeAsync();
            Volatile.Write(ref current, await StartAsync());
        }

        await clients;
        await using var last = current;
        foreach (var (number, run) in accepted)
        {
            Assert.Equal(number, (await last.EndOfAsync(run)).GetProperty("result").GetProperty("sum").GetInt64());
        }
    }

    [Fact]
    public async Task Postmaster_Killed_RunsWaitAndComplete()
    {
        const int Few = 50;
        await File.WriteAllTextAsync(Ledger, "");
        await using var silo = await StartAsync();
        var accepted = new ConcurrentDictionary<int, string>();
        var clients = Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(() => AcceptAsync(client, () => silo, accepted, Few, 4))));
        await LinesAsync(Few * 2);
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postgres", "cluster", "postmaster.pid")))[0];

        using (var kill = System.Diagnostics.Process.Start("kill", ["-9", postmaster]))
        {
            await kill.WaitForExitAsync();
        }

        await clients;
        foreach (var (number, run) in accepted)
        {
            var ended = await silo.EndOfAsync(run);
            Assert.Equal(number + LedgerFlow.Steps, ended.GetProperty("result").GetProperty("sum").GetInt64());
        }

        Assert.Equal(Few * LedgerFlow.Steps, (await File.ReadAllLinesAsync(Ledger)).Distinct().Count());
    }

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync("--data", Path.Combine(_folder, "data"), "--nodes", LedgerFlow.Nodes);

    /// <summary>Asks for runs until each is accepted, whatever happens to the server meanwhile.</summary>
    private async Task AcceptAsync(
        int client,
        Func<SiloProcess> silo,
        ConcurrentDictionary<int, string> accepted,
        int runs = Runs,
        int clients = 16,
        Func<int, JsonObject>? request = null,
        Action? onAccepted = null)
    {
        request ??= number => LedgerFlow.Request(Ledger, number);
        for (var number = client; number < runs; number += clients)
        {
            while (!accepted.ContainsKey(number))
            {
                try
                {
                    using var answer = await silo().PostAsync("/api/flows/execute?mode=async", request(number), $"ledger-{number}");
                    if (answer.StatusCode == HttpStatusCode.Accepted)
                    {
                        accepted[number] = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
                        onAccepted?.Invoke();
                    }
                    else
                    {
                        Assert.True(
                            answer.StatusCode == HttpStatusCode.ServiceUnavailable,
                            $"Request {number}, after {accepted.Count} were accepted: {await answer.Content.ReadAsStringAsync()} {silo().Output}");
                    }
                }
                catch (Exception error) when (error is HttpRequestException or IOException or ObjectDisposedException or TaskCanceledException)
                {
                    await Task.Yield(); // it is being killed or started; the same key is asked again
                }
            }
        }
    }

    /// <summary>Waits until the ledger has a number of lines, or no longer grows because all is done.</summary>
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
