using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Grouping;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage.Reading;

/// <summary>Reads what grains activate with, many in one round trip.</summary>
internal sealed class ReadConnection(NpgsqlDataSource database) : IGroupConnection<PendingRead>
{
    private readonly TunedConnection _connection = new(database);
    private Statements _statements = new();

    /// <inheritdoc/>
    public async Task ExecuteAsync(IReadOnlyList<PendingRead> operations)
    {
        var (connection, isNew) = await _connection.OpenAsync();
        if (isNew)
        {
            // Statements remember that they are prepared, and they are so on one connection.
            _statements = new Statements();
        }

        var journals = operations.OfType<JournalRead>().ToList();
        var states = operations.OfType<StateRead>().ToList();
        _statements.Fill(journals, states);
        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var statement in _statements.All)
            {
                if (statement.Rows > 0)
                {
                    batch.BatchCommands.Add(statement.Command);
                }
            }

            await batch.PrepareAsync();
            await using var reader = await batch.ExecuteReaderAsync();
            await ReadJournalsAsync(reader, journals);
            await ReadStatesAsync(reader, states);
        }

        journals.ForEach(journal => journal.Complete());
        states.ForEach(state => state.Complete());
    }

    /// <inheritdoc/>
    public Task<Exception?> ExplainAsync(PendingRead operation, Exception error, int attempt) => Task.FromResult<Exception?>(error);

    /// <inheritdoc/>
    public ValueTask CloseAsync() => _connection.DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task ReadJournalsAsync(NpgsqlDataReader reader, List<JournalRead> journals)
    {
        if (journals.Count == 0)
        {
            return;
        }

        journals.ForEach(journal => journal.Clear());
        while (await reader.ReadAsync())
        {
            journals[(int)reader.GetInt64(0) - 1].Add(reader.GetBoolean(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
        }

        await reader.NextResultAsync();
    }

    private static async Task ReadStatesAsync(NpgsqlDataReader reader, List<StateRead> states)
    {
        states.ForEach(state => state.Stored = null);
        while (states.Count > 0 && await reader.ReadAsync())
        {
            states[(int)reader.GetInt64(0) - 1].Stored = new StoredState(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }
    }

    private sealed class Statements
    {
        // One statement, so that snapshot and entries are of the same moment.
        private readonly ArrayStatement _journals = new("""
            SELECT run.i, true, snapshots.length, snapshots.payload
            FROM unnest($1) WITH ORDINALITY AS run (id, i) JOIN snapshots ON run_id = id
            UNION ALL
            SELECT run.i, false, journal.seq, journal.payload
            FROM unnest($1) WITH ORDINALITY AS run (id, i)
            LEFT JOIN snapshots ON snapshots.run_id = id
            JOIN journal ON journal.run_id = id AND journal.seq > coalesce(snapshots.length, 0)
            """);

        private readonly ArrayStatement _states = new("""
            SELECT wanted.i, state.etag, state.payload
            FROM unnest($1, $2, $3) WITH ORDINALITY AS wanted (grain_key, grain_type, state_name, i)
            JOIN grain_state AS state USING (grain_key, grain_type, state_name)
            """);

        private readonly List<Guid> _runs;
        private readonly List<string> _grainKeys;
        private readonly List<string> _grainTypes;
        private readonly List<string> _stateNames;

        public Statements()
        {
            _runs = _journals.Column<Guid>(NpgsqlDbType.Uuid);
            _grainKeys = _states.Column<string>(NpgsqlDbType.Text);
            _grainTypes = _states.Column<string>(NpgsqlDbType.Text);
            _stateNames = _states.Column<string>(NpgsqlDbType.Text);
            All = [_journals, _states];
        }

        public ArrayStatement[] All { get; }

        public void Fill(List<JournalRead> journals, List<StateRead> states)
        {
            _journals.Clear();
            _states.Clear();
            foreach (var journal in journals)
            {
                _runs.Add(journal.RunId);
                _journals.RowAdded();
            }

            foreach (var state in states)
            {
                _grainKeys.Add(state.Key.GrainKey);
                _grainTypes.Add(state.Key.GrainType);
                _stateNames.Add(state.Key.StateName);
                _states.RowAdded();
            }
        }
    }
}
