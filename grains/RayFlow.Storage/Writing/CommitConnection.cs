using System.Data;
using Npgsql;

namespace RayFlow.Storage.Writing;

/// <summary>A connection that commits groups of writes, each in one round trip.</summary>
internal sealed class CommitConnection(NpgsqlDataSource database) : IAsyncDisposable
{
    // The joins with an array find every row by its key. Left alone, the planner may take a table that was small when a
    // statement was prepared for one that still is, and read all of it.
    private const string Settings = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

    private NpgsqlConnection? _connection;
    private JournalStatements _journals = new();
    private StateStatements _states = new();
    private ArrayStatement[] _statements = [];

    /// <summary>
    /// Commits all writes in one transaction. A write that another activation was before with has its
    /// <see cref="PendingWrite.Conflict"/> set and is left out; an error means that nothing is known to be committed.
    /// </summary>
    public async Task CommitAsync(IReadOnlyList<PendingWrite> writes, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(cancellationToken);
        await Unanswered.ResolveAsync(open, writes, cancellationToken);
        Fill(writes);
        await ExecuteAsync(open, cancellationToken);
        if (_journals.MissedRows)
        {
            await Conflicts.FindRowsAsync(open, writes, cancellationToken);
        }

        if (_states.MissedStates)
        {
            await Conflicts.FindStatesAsync(open, writes, cancellationToken);
        }
    }

    /// <summary>How many entries the journal of a run has in the database.</summary>
    public async Task<long> ReadLengthAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(seq), 0) FROM journal WHERE run_id = $1", await OpenAsync(cancellationToken));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = runId });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? default;

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return _connection;
        }

        await DisposeAsync();
        _connection = await database.OpenConnectionAsync(cancellationToken);

        // Statements remember that they are prepared, and they are so on one connection.
        _journals = new JournalStatements();
        _states = new StateStatements();
        _statements = [.. _journals.All, .. _states.All];
        await using var settings = new NpgsqlCommand(Settings, _connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        return _connection;
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
                case { Conflict: not null }:
                    break;
                case JournalWrite journal:
                    _journals.Add(journal);
                    break;
                case JournalClear clear:
                    _journals.Add(clear);
                    break;
                case StateWrite state:
                    _states.Add(state);
                    break;
                case StateClear clear:
                    _states.Add(clear);
                    break;
            }
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection open, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(open);
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
            await batch.PrepareAsync(cancellationToken);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
