using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.EndToEnd.Tests.Durability;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary>Two silos on one database, one of which is killed (D1, D2, D4).</summary>
public sealed class TwoSilosTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Runs = 200;
    private const int Readers = 20;
    private const int Clients = 8;
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-cluster-").FullName;
    private readonly ConcurrentDictionary<int, string> _accepted = new();
    private readonly string _doomedPort = Ports.Free();
    private PostgresServer _server = null!;

    private string Ledger => Path.Combine(_folder, "ledger");

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(_folder, "server") }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _server.DiscardAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Silo_KilledBesideAnother_LeavesItsRunsToItWithinTenSeconds()
    {
        var doomed = await StartAsync("doomed", _doomedPort);
        await using var survivor = await StartAsync("survivor", Ports.Free());
        var gateways = new[] { doomed, survivor };
        var isDead = false;
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => AcceptAsync(client, () => gateways[Volatile.Read(ref isDead) ? 1 : client % 2]))));
        var readers = Task.WhenAll(Enumerable.Range(0, Readers).Select(number => Task.Run(async () =>
        {
            var reader = new EventReader(await RunAsync(number));
            await reader.ReadAsync(() => gateways[Volatile.Read(ref isDead) ? 1 : number % 2].Http);
            return (Number: number, Reader: reader);
        })));

        await InFlightAsync();
        await doomed.KillAsync();
        var killedAt = DateTimeOffset.UtcNow;
        Volatile.Write(ref isDead, true);
        var orphans = await OrphansAsync();
        await doomed.DisposeAsync();
        await clients;

        var ends = new Dictionary<string, DateTimeOffset>();
        foreach (var (number, run) in _accepted)
        {
            var ended = await survivor.EndOfAsync(run);
            Assert.True(ended.GetProperty("status").GetString() == "completed", $"{ended} {survivor.Output}");
            Assert.Equal(number + LedgerFlow.Steps, ended.GetProperty("result").GetProperty("sum").GetInt64());
            ends[run] = ended.GetProperty("ended_at").GetDateTimeOffset();
        }

        Assert.Equal(Runs, ends.Count);
        var (before, after) = (await ReadAsync(doomed.ProcessId), await ReadAsync(survivor.ProcessId));
        CheckEffects(before, after);
        CheckTakeover(orphans, ends, after, killedAt);
        foreach (var (number, reader) in await readers)
        {
            Assert.Equal(Enumerable.Range(1, reader.Numbers.Count).Select(seen => (long)seen), reader.Numbers);
            output.WriteLine($"Reader {number} at the {(number % 2 == 0 ? "killed" : "surviving")} gateway: {reader.Numbers.Count} events, {reader.Reconnections} reconnections.");
        }
    }

    private async Task<SiloProcess> StartAsync(string name, string siloPort) => await SiloProcess.StartAsync(
        "--data", Path.Combine(_folder, name), "--nodes", LedgerFlow.Nodes, "--postgres", _server.ConnectionString,
        "--RayFlow:Cluster:Mode", "postgres",
        "--RayFlow:Cluster:SiloPort", siloPort, "--RayFlow:Cluster:GatewayPort", Ports.Free());

    /// <summary>
    /// No effect is missing; what was repeated was in flight when the silo died: one step of a run at most, and that once. The survivor may repeat a
    /// step of its own too: where a grain lives was known to both silos in parts, and what only the dead one knew is found out anew.
    /// </summary>
    private void CheckEffects(IReadOnlyList<Stamp> before, IReadOnlyList<Stamp> after)
    {
        var effects = before.Concat(after).GroupBy(stamp => stamp.Key).ToList();
        Assert.Equal(Runs * LedgerFlow.Steps, effects.Count);
        Assert.Equal(before.Count, before.Select(stamp => stamp.Key).Distinct().Count());
        var repeats = effects.Where(effect => effect.Count() > 1).ToList();
        Assert.All(repeats, effect => Assert.Equal(2, effect.Count()));
        Assert.Equal(repeats.Count, repeats.Select(effect => effect.Key.Split('/')[0]).Distinct().Count());
        Assert.True(before.Count > 0 && after.Count > 0, "Only one of the silos worked; the test proves nothing.");
        output.WriteLine($"Effects: {before.Count} by the silo that was killed, {after.Count} by the other, {repeats.Count} repeated.");
    }

    private void CheckTakeover(IReadOnlyList<string> orphans, Dictionary<string, DateTimeOffset> ends, IReadOnlyList<Stamp> after, DateTimeOffset killedAt)
    {
        var next = after.Where(stamp => stamp.At > killedAt).GroupBy(stamp => stamp.Key.Split('/')[0]).ToDictionary(group => group.Key, group => group.Min(stamp => stamp.At));
        var waits = orphans.Where(ends.ContainsKey).Select(run => (next.TryGetValue(run, out var at) ? at : ends[run]) - killedAt).Order().ToList();
        Assert.True(waits.Count > 0, "The silo that was killed had no run; the test proves nothing.");
        output.WriteLine($"{waits.Count} runs of the killed silo went on after {waits[0].TotalSeconds:0.0} to {waits[^1].TotalSeconds:0.0} s, the median after {waits[waits.Count / 2].TotalSeconds:0.0} s.");
        Assert.InRange(waits[^1], TimeSpan.Zero, Promise);
    }

    /// <summary>Asks for runs until each is accepted, at the other gateway once one is dead.</summary>
    private async Task AcceptAsync(int client, Func<SiloProcess> gateway)
    {
        for (var number = client; number < Runs; number += Clients)
        {
            while (!_accepted.ContainsKey(number))
            {
                try
                {
                    using var answer = await gateway().PostAsync("/api/flows/execute?mode=async", LedgerFlow.Request(Ledger, number, "test_stamp_ledger"), $"cluster-{number}");
                    if (answer.StatusCode == HttpStatusCode.Accepted)
                    {
                        _accepted[number] = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
                    }
                    else
                    {
                        // Whoever asked while the silo died may learn only that nobody knows, and asks again with the same key.
                        Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, await answer.Content.ReadAsStringAsync());
                    }
                }
                catch (Exception error) when (error is HttpRequestException or IOException or ObjectDisposedException or TaskCanceledException)
                {
                    await Task.Yield(); // it is being killed; the same key is asked again
                }
            }
        }
    }

    private async Task<string> RunAsync(int number)
    {
        for (string? run; ; await Task.Yield())
        {
            if (_accepted.TryGetValue(number, out run))
            {
                return run;
            }
        }
    }

    /// <summary>The runs whose owner was the killed silo, as the index says.</summary>
    private async Task<IReadOnlyList<string>> OrphansAsync()
    {
        await using var database = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var command = database.CreateCommand($"SELECT replace(run_id::text, '-', '') FROM runs WHERE owner LIKE '%:{_doomedPort}@%' AND ended_at IS NULL");
        await using var reader = await command.ExecuteReaderAsync();
        var runs = new List<string>();
        while (await reader.ReadAsync())
        {
            runs.Add(reader.GetString(0));
        }

        return runs;
    }

    /// <summary>Waits until both silos work and the one that is to be killed has some runs: Orleans places them where it sees room.</summary>
    private async Task InFlightAsync()
    {
        using var watch = new FileSystemWatcher(_folder, "ledger.*");
        var changed = new SemaphoreSlim(0);
        watch.Changed += (_, _) => changed.Release();
        watch.EnableRaisingEvents = true;
        while ((Directory.GetFiles(_folder, "ledger.*").Length < 2 || (await OrphansAsync()).Count < 5) && await changed.WaitAsync(TimeSpan.FromSeconds(60)))
        {
        }
    }

    private async Task<IReadOnlyList<Stamp>> ReadAsync(int process) =>
        [.. (await File.ReadAllLinesAsync($"{Ledger}.{process}")).Select(line => line.Split(' ')).Select(parts => new Stamp(parts[0], DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture)))];

    private readonly record struct Stamp(string Key, DateTimeOffset At);
}
