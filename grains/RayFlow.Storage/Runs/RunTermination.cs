using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>The end of a run by the index, in one transaction.</summary>
internal sealed record RunTermination(Guid RunId, ReadOnlyMemory<byte> Entry, DateTimeOffset EndedAt, ReadOnlyMemory<byte> Summary)
{
    // The entry is numbered by a statement of its own, which sees what was committed while the row was waited for.
    private const string Append = "INSERT INTO journal (run_id, seq, payload) SELECT $1, coalesce(max(seq), 0) + 1, $2 FROM journal WHERE run_id = $1 RETURNING seq";

    private const string End = """
        UPDATE runs
        SET status = 'cancelled', ended_at = $2, wake_at = NULL, length = $3, return_node = NULL, status_code = NULL, error_code = 'terminated',
            summary = $4, owner = CASE WHEN parent_run_id IS NOT NULL THEN owner END, takeovers = 0, parked_at = NULL, parked_reason = NULL
        WHERE run_id = $1
        """;

    /// <summary>Ends the run, or fails on the journal's key if it has appended at the same moment.</summary>
    public async Task<Termination> TryAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TakeAsync(connection, cancellationToken) is { } found)
        {
            return found;
        }

        await using var append = new NpgsqlCommand(Append, connection);
        append.Parameters.With(RunId, NpgsqlDbType.Uuid).With(Entry, NpgsqlDbType.Bytea);
        var length = (long)(await append.ExecuteScalarAsync(cancellationToken))!;
        await using var end = new NpgsqlCommand(End, connection);
        end.Parameters
            .With(RunId, NpgsqlDbType.Uuid)
            .With(EndedAt.UtcDateTime, NpgsqlDbType.TimestampTz)
            .With(length, NpgsqlDbType.Bigint)
            .With(Summary, NpgsqlDbType.Bytea);
        await end.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Termination.Ended;
    }

    /// <summary>Takes the run's row if there is anything to do; else says what was found.</summary>
    private async Task<Termination?> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand("SELECT ended_at IS NULL FROM runs WHERE run_id = $1 FOR UPDATE", connection);
        take.Parameters.With(RunId, NpgsqlDbType.Uuid);
        return await take.ExecuteScalarAsync(cancellationToken) switch
        {
            null => Termination.NotFound,
            true => null,
            _ => Termination.AlreadyEnded,
        };
    }
}
