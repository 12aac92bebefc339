using Npgsql;
using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests;

/// <summary>Looks at what is stored of a run, and damages it.</summary>
internal static class RunTables
{
    /// <summary>Bytes that are read when the run comes back into memory: its snapshot and the entries since.</summary>
    public static Task<long> RestoreBytesAsync(this RayFlowCluster cluster, string run) => cluster.QueryAsync($"""
        SELECT (coalesce((SELECT octet_length(payload) FROM snapshots WHERE run_id = '{run}'), 0)
            + coalesce((SELECT sum(octet_length(payload)) FROM journal WHERE run_id = '{run}' AND seq > coalesce((SELECT length FROM snapshots WHERE run_id = '{run}'), 0)), 0))::bigint
        """);

    /// <summary>How many entries the run's snapshot covers; 0 without one.</summary>
    public static Task<long> SnapshotLengthAsync(this RayFlowCluster cluster, string run) =>
        cluster.QueryAsync($"SELECT coalesce((SELECT length FROM snapshots WHERE run_id = '{run}'), 0)");

    /// <summary>Deletes the entries that the snapshot covers, so that nothing but the snapshot can tell of them.</summary>
    public static Task ForgetBeforeSnapshotAsync(this RayFlowCluster cluster, string run) =>
        cluster.ExecuteAsync($"DELETE FROM journal WHERE run_id = '{run}' AND seq <= (SELECT length FROM snapshots WHERE run_id = '{run}')");

    public static async Task ExecuteAsync(this RayFlowCluster cluster, string sql)
    {
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<long> QueryAsync(this RayFlowCluster cluster, string sql)
    {
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Returns when a query says true.</summary>
    /// <exception cref="OperationCanceledException">It does not within half a minute.</exception>
    public static async Task UntilAsync(this RayFlowCluster cluster, string question)
    {
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var isTrue = false; !isTrue;)
        {
            // The wait is the database's, so that the question is not asked as fast as it is answered.
            await using var command = database.CreateCommand($"SELECT ({question}), pg_sleep(0.01)");
            isTrue = (bool)(await command.ExecuteScalarAsync(limit.Token))!;
        }
    }
}
