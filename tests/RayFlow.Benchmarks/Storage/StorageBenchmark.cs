using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RayFlow.Benchmarks.Measuring;
using RayFlow.EmbeddedPostgres;
using RayFlow.Storage.Migrations;
using RayFlow.Storage.Runs;

namespace RayFlow.Benchmarks.Storage;

/// <summary>
/// What storage costs: appends of one entry of 300 bytes, each waited for, against single commits and batched inserts of
/// the same rows on the same server. The medians of several rounds, so that a disturbance hits all alike.
/// </summary>
internal static class StorageBenchmark
{
    private const int Rounds = 3;
    private const int Grains = 64;
    private const int RunsInACycle = 20_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"rayflow-bench-{Guid.NewGuid():N}");
        var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = folder }, CancellationToken.None);
        try
        {
            await MeasureAsync(server.ConnectionString);
        }
        finally
        {
            await server.DiscardAsync(CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await DatabaseMigrations.ApplyAsync(database, CancellationToken.None);
        var payload = new byte[300];
        Random.Shared.NextBytes(payload);
        var raw = new RawPostgres(database, payload);
        var table = new Table();
        for (var round = 0; round < Rounds; round++)
        {
            var single = await raw.SingleCommitsAsync(1, Duration);
            table.Add("raw: 1 connection, a row a commit", single.Rate, "rows/s", single.Costs());
            var many = await raw.SingleCommitsAsync(32, Duration);
            table.Add("raw: 32 connections, a row a commit", many.Rate, "rows/s", many.Costs());
            var batches = await raw.BatchesAsync(100, Duration);
            table.Add("raw: 1 connection, 100 rows a commit", batches.Rate * 100, "rows/s", batches.Costs());
            foreach (var connections in new[] { 1, 2, 4 })
            {
                await using var storage = new StorageUnderTest(connectionString, connections);
                var alone = await storage.AppendAsync(1, payload, Duration);
                table.Add($"storage: 1 grain, {connections} writers", alone.Rate, "entries/s", alone.Costs());
                var before = storage.Commits;
                var together = await storage.AppendAsync(Grains, payload, Duration);
                var commits = (storage.Commits - before) / (Duration * 1.25).TotalSeconds;
                table.Add(
                    $"storage: {Grains} grains, {connections} writers",
                    together.Rate,
                    "entries/s",
                    string.Create(CultureInfo.InvariantCulture, $"{together.Costs()}, {together.Rate / commits:0} a commit, {together.Rate / (batches.Rate * 100):P0} of raw batches"));
            }

            await using var runs = new StorageUnderTest(connectionString, 1);
            var known = await runs.RunsAsync(Grains, payload, Duration, reads: false);
            table.Add($"storage: {Grains} runs of two writes with rows", known.Rate, "runs/s", known.Costs());
            var read = await runs.RunsAsync(Grains, payload, Duration, reads: true);
            table.Add($"storage: the same, read first as activations do", read.Rate, "runs/s", read.Costs());
        }

        await MeasureRetentionAsync(connectionString, database, payload, table);
        table.Print();
    }

    /// <summary>Writes and deletes as many runs again and again: the tables must not grow from one cycle to the next.</summary>
    private static async Task MeasureRetentionAsync(string connectionString, NpgsqlDataSource database, byte[] payload, Table table)
    {
        await ExecuteAsync(database, "TRUNCATE runs, journal, snapshots");
        await using var storage = new StorageUnderTest(connectionString, 1);
        for (var cycle = 1; cycle <= 4; cycle++)
        {
            await storage.RunsAsync(Grains, payload, RunsInACycle);
            var started = Stopwatch.GetTimestamp();
            var deleted = await new Retention(database).DeleteAsync(TimeSpan.Zero, 500, CancellationToken.None);
            var rate = deleted / Stopwatch.GetElapsedTime(started).TotalSeconds;

            // As autovacuum does by itself in a minute or so.
            await ExecuteAsync(database, "VACUUM runs, journal, snapshots");
            await using var size = database.CreateCommand("SELECT (pg_total_relation_size('runs') + pg_total_relation_size('journal')) / 1e6");
            var megabytes = (decimal)(await size.ExecuteScalarAsync())!;
            table.Add($"retention: cycle {cycle}, 500 runs a transaction", rate, "runs/s", string.Create(CultureInfo.InvariantCulture, $"{deleted:N0} runs; then {megabytes:0.0} MB of tables"));
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows by name in the order in which they came first, with the median of each.</summary>
    private sealed class Table
    {
        private readonly List<(string Name, double Rate, string Unit, string Remark)> _rows = [];

        public void Add(string name, double rate, string unit, string remark)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {rate:N0} {unit}"));
            _rows.Add((name, rate, unit, remark));
        }

        public void Print()
        {
            foreach (var rows in _rows.GroupBy(row => row.Name))
            {
                var sorted = rows.OrderBy(row => row.Rate).ToList();
                var (name, rate, unit, remark) = sorted[sorted.Count / 2];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-52}{rate,10:N0} {unit,-10} {remark}"));
            }
        }
    }
}
