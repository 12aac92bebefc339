using System.Diagnostics;
using Npgsql;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Grouping;

namespace RayFlow.Storage.Writing;

/// <summary>Commits groups of writes, each in one round trip.</summary>
internal sealed class CommitConnection(NpgsqlDataSource database) : IGroupConnection<PendingWrite>
{
    private readonly TunedConnection _connection = new(database);
    private JournalStatements _journals = new();
    private ArrayStatement[] _statements = [];

    /// <summary>
    /// Commits all writes in one transaction. A write that another activation was before with is left out and fails.
    /// </summary>
    public async Task ExecuteAsync(IReadOnlyList<PendingWrite> operations)
    {
        var started = Stopwatch.GetTimestamp();
        var connection = await OpenAsync();
        await Unanswered.ResolveAsync(connection, operations);
        Fill(operations);
        await CommitAsync(connection);
        StorageMetrics.Committed(operations, Stopwatch.GetElapsedTime(started));
        foreach (var write in operations)
        {
            write.Complete();
        }
    }

    /// <inheritdoc/>
    public async Task<Exception?> ExplainAsync(PendingWrite operation, Exception error, int attempt)
    {
        if (operation is not JournalWrite write || !IsConflict(error))
        {
            return error;
        }

        if (write.IsOutcomeUnknown && attempt < 3)
        {
            // The attempt without an answer was still under way when we looked for what it had left.
            return null;
        }

        try
        {
            return Conflicts.Of(write, await ReadLengthAsync(write.RunId));
        }
        catch (Exception unknown) when (unknown is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
        {
            // How far the other one has come is only for the message.
            return Conflicts.Of(write, write.Batch.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync() => _connection.DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Whether it is one of the ways in which <see cref="JournalStatements"/> says that the run has another length.</summary>
    private static bool IsConflict(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation,
        TableName: "journal",
    }
    or PostgresException { SqlState: PostgresErrorCodes.NotNullViolation, TableName: "runs" or "snapshots", ColumnName: "length" }
    or PostgresException { SqlState: PostgresErrorCodes.NotNullViolation, TableName: "run_forks" };

    private async ValueTask<NpgsqlConnection> OpenAsync()
    {
        var (connection, isNew) = await _connection.OpenAsync();
        if (isNew)
        {
            // Statements remember that they are prepared, and they are so on one connection.
            _journals = new JournalStatements();
            _statements = _journals.All;
        }

        return connection;
    }

    private async Task<long> ReadLengthAsync(Guid runId)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(seq), 0) FROM journal WHERE run_id = $1", await OpenAsync());
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = runId });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private void Fill(IReadOnlyList<PendingWrite> writes)
    {
        foreach (var statement in _statements)
        {
            statement.Clear();
        }

        foreach (var write in writes)
        {
            switch (write)
            {
                case { Conflict: not null } or JournalWrite { IsStored: true }:
                    break;
                case JournalWrite journal:
                    _journals.Add(journal.RunId, journal.Batch);
                    break;
                case JournalClear clear:
                    _journals.Add(clear);
                    break;
            }
        }
    }

    private async Task CommitAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in _statements)
        {
            if (statement.Rows > 0)
            {
                batch.BatchCommands.Add(statement.Command);
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            // Sent at once and without BEGIN it is one transaction, which commits with its last statement. Preparing costs
            // a round trip the first time that a statement is used on the connection, and nothing then.
            await batch.PrepareAsync();
            await batch.ExecuteNonQueryAsync();
        }
    }
}
