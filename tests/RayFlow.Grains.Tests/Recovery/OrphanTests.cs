using System.Diagnostics;
using Npgsql;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Recovery;

/// <summary>Ten thousand runs of a silo that is gone, or whose time has come at once.</summary>
public sealed class OrphanTests(ITestOutputHelper output)
{
    private const int Runs = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static FlowBuilder Flow => new FlowBuilder("x:int").Node("step", "checkpoint").Return()
        .Exec("start", "step", "return").Data("start.x", "step.value").Data("step.value", "return.x");

    [Fact]
    public async Task Orphans_AtWork_AreTakenOverWhileNewRunsAreServed()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await OrphanAsync(cluster, database, "running");
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);

        var slowest = await RunUntilAsync(cluster, database, "SELECT count(*) FROM runs WHERE status = 'completed' AND uuid_extract_version(run_id) = 4");

        output.WriteLine($"{Runs} orphans were taken over in {watch.Elapsed.TotalSeconds:0.0} s and {(Environment.CpuUsage.TotalTime - used).TotalSeconds:0.0} s of CPU; the slowest of the new runs beside them took {slowest.TotalSeconds:0.00} s.");
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Orphans_ThatWait_AreLeftAsleepUntilTheirTimeComes()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);

        // Their journals say that there is something to do: one that is woken is seen to end.
        await OrphanAsync(cluster, database, "waiting");
        await RunUntilAsync(cluster, database, "SELECT count(*) FROM runs WHERE owner <> 'gone' AND uuid_extract_version(run_id) = 4");
        var asleep = await CountAsync(database, "SELECT count(*) FROM runs WHERE status = 'waiting'");
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await CountAsync(database, "UPDATE runs SET wake_at = now() WHERE status = 'waiting' RETURNING 0");
        var slowest = await RunUntilAsync(cluster, database, "SELECT count(*) FROM runs WHERE status = 'completed' AND uuid_extract_version(run_id) = 4");

        output.WriteLine($"{Runs} runs were woken and ended in {watch.Elapsed.TotalSeconds:0.0} s and {(Environment.CpuUsage.TotalTime - used).TotalSeconds:0.0} s of CPU; the slowest of the new runs beside them took {slowest.TotalSeconds:0.00} s.");
        Assert.Equal(Runs, asleep);
    }

    /// <summary>Makes copies of a run that has just begun, owned by a silo that never beat.</summary>
    private static async Task OrphanAsync(RayFlowCluster cluster, NpgsqlDataSource database, string status)
    {
        var template = (await cluster.NewRun().RunAsync(Flow, ("x", 7L))).RunId;
        await using var command = database.CreateCommand($"""
            WITH copies AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(1, {Runs})),
            entries AS (
                INSERT INTO journal SELECT copies.id, seq, payload FROM copies, journal WHERE run_id = '{template}' AND seq <= 2)
            INSERT INTO runs (run_id, started_at, length, status, owner, flow_name, flow_hash, summary)
            SELECT id, '1969-01-01', 2, '{status}', 'gone', flow_name, flow_hash, '' FROM copies, runs WHERE run_id = '{template}'
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts run after run until all orphans are counted, and answers with the longest that one took.</summary>
    private static async Task<TimeSpan> RunUntilAsync(RayFlowCluster cluster, NpgsqlDataSource database, string count)
    {
        var (slowest, watch) = (TimeSpan.Zero, Stopwatch.StartNew());
        for (var counted = 0L; counted < Runs; counted = await CountAsync(database, count))
        {
            Assert.True(watch.Elapsed < Patience, $"{counted} of {Runs} after {watch.Elapsed}.");
            var start = Stopwatch.GetTimestamp();
            var run = await cluster.NewRun().RunAsync(Flow, ("x", 1L));
            Assert.Equal(1L, run.Result!["x"]);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return slowest;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
