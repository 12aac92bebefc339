using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>Deletes what is left of old runs.</summary>
public sealed class Retention(NpgsqlDataSource database)
{
    // Every run is found by its key; see CommitConnection for why the planner is told so.
    private const string Settings = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    // The row is taken before anything is deleted: a retry, whose batch has the row, waits and then finds its predecessor gone, or is
    // first and passed by. A run that has an owner is not done: it still has to tell its parent. A run that waits for years lies before
    // all others in the index: each sweep passes it once, not each batch.
    private const string Old = """
        SELECT run_id, started_at FROM runs
        WHERE started_at < $1 AND ended_at < $1 AND owner IS NULL AND (started_at, run_id) > ($2, $3)
        ORDER BY started_at, run_id LIMIT $4 FOR UPDATE SKIP LOCKED
        """;

    // Asked once the rows are taken: whoever forks one of these runs takes its row first, and has done so before or waits until it is gone.
    private const string Needed = "SELECT DISTINCT origin FROM run_forks WHERE origin = ANY($1)";

    private static readonly string[] Deletes =
    [
        "DELETE FROM journal WHERE run_id = ANY($1)",
        "DELETE FROM run_values WHERE run_id = ANY($1)",
        "DELETE FROM snapshots WHERE run_id = ANY($1)",
        "DELETE FROM run_forks WHERE run_id = ANY($1)",
        "DELETE FROM runs WHERE run_id = ANY($1)",
    ];

    /// <summary>
    /// Deletes runs that ended longer ago than <paramref name="age"/> and are nobody's any more: journal, large values, snapshot and row in the index. A run
    /// whose journal is the past of another stays as long as that one does. Each batch is a short transaction of its own; silos that delete
    /// at the same time do not wait for each other.
    /// </summary>
    /// <param name="age">How long an ended run is kept, by the database's clock.</param>
    /// <param name="batchSize">At most this many runs in a transaction, at least 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many runs were deleted.</returns>
    /// <exception cref="StorageUnavailableException">The database is away. What was deleted until then is deleted.</exception>
    public async Task<long> DeleteAsync(TimeSpan age, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        try
        {
            var ended = (await database.QueryAsync(
                "SELECT clock_timestamp() - $1",
                parameters => parameters.With(age, NpgsqlDbType.Interval),
                reader => reader.GetFieldValue<DateTime>(0),
                cancellationToken)).Single();
            var deleted = 0L;
            for (var after = (StartedAt: DateTime.MinValue, RunId: Guid.Empty); ;)
            {
                var (found, gone) = await DeleteBatchAsync(ended, after, batchSize, cancellationToken);
                deleted += gone;
                if (found.Count < batchSize)
                {
                    return deleted;
                }

                after = found[^1];
            }
        }
        catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
        {
            throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
        }
    }

    private async Task<(List<(DateTime StartedAt, Guid RunId)> Found, int Deleted)> DeleteBatchAsync(
        DateTime ended, (DateTime StartedAt, Guid RunId) after, int batchSize, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var settings = new NpgsqlCommand(Settings, connection))
        {
            await settings.ExecuteNonQueryAsync(cancellationToken);
        }

        var runs = await FindAsync(connection, ended, after, batchSize, cancellationToken);
        var needed = runs.Count == 0 ? [] : await NeededAsync(connection, runs, cancellationToken);
        var ids = runs.Select(run => run.RunId).Where(run => !needed.Contains(run)).ToList();
        if (ids.Count == 0)
        {
            return (runs, 0);
        }

        await using var deletes = new NpgsqlBatch(connection);
        foreach (var sql in Deletes)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.With(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
            deletes.BatchCommands.Add(command);
        }

        await deletes.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (runs, ids.Count);
    }

    private static async Task<HashSet<Guid>> NeededAsync(NpgsqlConnection connection, List<(DateTime StartedAt, Guid RunId)> runs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Needed, connection);
        command.Parameters.With(runs.ConvertAll(run => run.RunId), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var needed = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            needed.Add(reader.GetGuid(0));
        }

        return needed;
    }

    private static async Task<List<(DateTime StartedAt, Guid RunId)>> FindAsync(
        NpgsqlConnection connection, DateTime ended, (DateTime StartedAt, Guid RunId) after, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Old, connection);
        command.Parameters
            .With(ended, NpgsqlDbType.TimestampTz)
            .With(DateTime.SpecifyKind(after.StartedAt, DateTimeKind.Utc), NpgsqlDbType.TimestampTz)
            .With(after.RunId, NpgsqlDbType.Uuid)
            .With(limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<(DateTime, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add((reader.GetFieldValue<DateTime>(1), reader.GetGuid(0)));
        }

        return runs;
    }
}
