using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Writing;

/// <summary>Writes journals, large values, snapshots and rows of runs.</summary>
internal sealed class JournalStatements
{
    // The run's length is compared by what fails the transaction: an entry that is there already is a duplicate key, and one whose
    // predecessor is not there has no payload. The writes of all runs in the transaction are then tried by themselves: conflicts are
    // rare. The predecessor is a scalar subquery, which the planner cannot answer by reading all journals into a hash table.
    private readonly ArrayStatement _entries = new("""
        INSERT INTO journal (run_id, seq, payload)
        SELECT entry.run_id, entry.seq, CASE WHEN entry.previous = 0 OR
            (SELECT true FROM journal AS before WHERE before.run_id = entry.run_id AND before.seq = entry.previous) THEN entry.payload END
        FROM unnest($1, $2, $3, $4) AS entry (run_id, seq, previous, payload)
        """);

    private readonly List<Guid> _entryRuns;
    private readonly List<long> _entrySequences;
    private readonly List<long> _entryPredecessors;
    private readonly List<ReadOnlyMemory<byte>> _entryPayloads;

    // For batches without entries: adds nothing, or an entry that cannot be, which fails the transaction.
    private readonly ArrayStatement _lengths = new("""
        INSERT INTO journal (run_id, seq, payload)
        SELECT run.id, run.length + 1, NULL FROM unnest($1, $2) AS run (id, length)
        WHERE (SELECT true FROM journal WHERE run_id = run.id AND seq = run.length + 1)
           OR (run.length > 0 AND (SELECT true FROM journal WHERE run_id = run.id AND seq = run.length) IS NULL)
        """);

    private readonly List<Guid> _lengthRuns;
    private readonly List<long> _lengthValues;

    private readonly ArrayStatement _values = new("INSERT INTO run_values (run_id, hash, payload) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING");
    private readonly List<Guid> _valueRuns;
    private readonly List<byte[]> _valueHashes;
    private readonly List<ReadOnlyMemory<byte>> _valuePayloads;

    private readonly ArrayStatement _snapshots = new("""
        INSERT INTO snapshots AS old (run_id, length, payload) SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (run_id) DO UPDATE
        SET length = CASE WHEN old.length <= excluded.length THEN excluded.length END, payload = excluded.payload
        """);

    private readonly List<Guid> _snapshotRuns;
    private readonly List<long> _snapshotLengths;
    private readonly List<ReadOnlyMemory<byte>> _snapshotPayloads;

    private readonly RunRowStatement _rows = new();

    // A run that is gone has no row to lock, and leaves an origin that cannot be: that fails the transaction. One that retention is about to delete is
    // waited for; one that is locked here is not deleted before this is committed.
    private readonly ArrayStatement _forks = new("""
        INSERT INTO run_forks (run_id, origin)
        SELECT fork.run_id, (SELECT run_id FROM runs WHERE run_id = fork.origin FOR KEY SHARE) FROM unnest($1, $2) AS fork (run_id, origin)
        """);

    private readonly List<Guid> _forkRuns;
    private readonly List<Guid> _forkOrigins;

    private readonly ArrayStatement _journalClear = new("DELETE FROM journal WHERE run_id = ANY($1)");
    private readonly ArrayStatement _valueClear = new("DELETE FROM run_values WHERE run_id = ANY($1)");
    private readonly ArrayStatement _snapshotClear = new("DELETE FROM snapshots WHERE run_id = ANY($1)");
    private readonly ArrayStatement _forkClear = new("DELETE FROM run_forks WHERE run_id = ANY($1)");
    private readonly ArrayStatement _rowClear = new("DELETE FROM runs WHERE run_id = ANY($1)");
    private readonly List<Guid>[] _clears;

    public JournalStatements()
    {
        _entryRuns = _entries.Column<Guid>(NpgsqlDbType.Uuid);
        _entrySequences = _entries.Column<long>(NpgsqlDbType.Bigint);
        _entryPredecessors = _entries.Column<long>(NpgsqlDbType.Bigint);
        _entryPayloads = _entries.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _lengthRuns = _lengths.Column<Guid>(NpgsqlDbType.Uuid);
        _lengthValues = _lengths.Column<long>(NpgsqlDbType.Bigint);
        _valueRuns = _values.Column<Guid>(NpgsqlDbType.Uuid);
        _valueHashes = _values.Column<byte[]>(NpgsqlDbType.Bytea);
        _valuePayloads = _values.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _snapshotRuns = _snapshots.Column<Guid>(NpgsqlDbType.Uuid);
        _snapshotLengths = _snapshots.Column<long>(NpgsqlDbType.Bigint);
        _snapshotPayloads = _snapshots.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _forkRuns = _forks.Column<Guid>(NpgsqlDbType.Uuid);
        _forkOrigins = _forks.Column<Guid>(NpgsqlDbType.Uuid);
        _clears =
        [
            _journalClear.Column<Guid>(NpgsqlDbType.Uuid),
            _valueClear.Column<Guid>(NpgsqlDbType.Uuid),
            _snapshotClear.Column<Guid>(NpgsqlDbType.Uuid),
            _forkClear.Column<Guid>(NpgsqlDbType.Uuid),
            _rowClear.Column<Guid>(NpgsqlDbType.Uuid),
        ];
    }

    /// <summary>
    /// In the order in which they are executed. Rows come before what they belong to: a row that retention has taken makes the batch wait,
    /// and the entries then find that their predecessor is gone.
    /// </summary>
    public ArrayStatement[] All => [_journalClear, _valueClear, _snapshotClear, _forkClear, _rowClear, _rows.Statement, _entries, _lengths, _values, _snapshots, _forks];

    public void Add(Guid run, JournalBatch batch)
    {
        if (batch.Row is { } row)
        {
            _rows.Add(run, batch.Length, row);
        }

        if (batch.Entries.Count > 0)
        {
            AddEntries(run, batch);
        }
        else
        {
            _lengthRuns.Add(run);
            _lengthValues.Add(batch.ExpectedLength);
            _lengths.RowAdded();
        }

        foreach (var value in batch.Values)
        {
            _valueRuns.Add(run);
            _valueHashes.Add(Convert.FromHexString(value.Hash));
            _valuePayloads.Add(value.Payload);
            _values.RowAdded();
        }

        if (batch.Origin is { } origin)
        {
            _forkRuns.Add(run);
            _forkOrigins.Add(RunIds.Parse(origin));
            _forks.RowAdded();
        }

        if (!batch.Snapshot.IsEmpty)
        {
            _snapshotRuns.Add(run);
            _snapshotLengths.Add(batch.Length);
            _snapshotPayloads.Add(batch.Snapshot);
            _snapshots.RowAdded();
        }
    }

    public void Add(JournalClear clear)
    {
        foreach (var runs in _clears)
        {
            runs.Add(clear.RunId);
        }

        _journalClear.RowAdded();
        _valueClear.RowAdded();
        _snapshotClear.RowAdded();
        _forkClear.RowAdded();
        _rowClear.RowAdded();
    }

    private void AddEntries(Guid run, JournalBatch batch)
    {
        var previous = batch.ExpectedLength;
        for (var i = 0; i < batch.Entries.Count; i++)
        {
            _entryRuns.Add(run);
            _entrySequences.Add(batch.ExpectedLength + 1 + i);
            _entryPredecessors.Add(previous);
            _entryPayloads.Add(batch.Entries[i]);
            _entries.RowAdded();

            // The others follow an entry of this same statement.
            previous = 0;
        }
    }
}
