using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Writing;

/// <summary>Writes journals, large values, snapshots and rows of runs.</summary>
internal sealed class JournalStatements
{
    // A key that exists already fails the transaction, and with it the writes of every run in it, which are then tried by
    // themselves: conflicts are rare, and a check in each row would not be.
    private readonly ArrayStatement _entries = new("INSERT INTO journal (run_id, seq, payload) SELECT * FROM unnest($1, $2, $3)");
    private readonly List<Guid> _entryRuns;
    private readonly List<long> _entrySequences;
    private readonly List<ReadOnlyMemory<byte>> _entryPayloads;

    private readonly ArrayStatement _values = new("INSERT INTO run_values (run_id, hash, payload) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING");
    private readonly List<Guid> _valueRuns;
    private readonly List<byte[]> _valueHashes;
    private readonly List<ReadOnlyMemory<byte>> _valuePayloads;

    private readonly ArrayStatement _snapshots = new("""
        INSERT INTO snapshots AS old (run_id, length, payload) SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (run_id) DO UPDATE SET length = excluded.length, payload = excluded.payload WHERE old.length <= excluded.length
        """);

    private readonly List<Guid> _snapshotRuns;
    private readonly List<long> _snapshotLengths;
    private readonly List<ReadOnlyMemory<byte>> _snapshotPayloads;

    private readonly RunRowStatement _rows = new();

    private readonly ArrayStatement _journalClear = new("DELETE FROM journal WHERE run_id = ANY($1)");
    private readonly ArrayStatement _valueClear = new("DELETE FROM run_values WHERE run_id = ANY($1)");
    private readonly ArrayStatement _snapshotClear = new("DELETE FROM snapshots WHERE run_id = ANY($1)");
    private readonly ArrayStatement _rowClear = new("DELETE FROM runs WHERE run_id = ANY($1)");
    private readonly List<Guid>[] _clears;

    public JournalStatements()
    {
        _entryRuns = _entries.Column<Guid>(NpgsqlDbType.Uuid);
        _entrySequences = _entries.Column<long>(NpgsqlDbType.Bigint);
        _entryPayloads = _entries.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _valueRuns = _values.Column<Guid>(NpgsqlDbType.Uuid);
        _valueHashes = _values.Column<byte[]>(NpgsqlDbType.Bytea);
        _valuePayloads = _values.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _snapshotRuns = _snapshots.Column<Guid>(NpgsqlDbType.Uuid);
        _snapshotLengths = _snapshots.Column<long>(NpgsqlDbType.Bigint);
        _snapshotPayloads = _snapshots.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _clears =
        [
            _journalClear.Column<Guid>(NpgsqlDbType.Uuid),
            _valueClear.Column<Guid>(NpgsqlDbType.Uuid),
            _snapshotClear.Column<Guid>(NpgsqlDbType.Uuid),
            _rowClear.Column<Guid>(NpgsqlDbType.Uuid),
        ];
    }

    /// <summary>In the order in which they are executed.</summary>
    public ArrayStatement[] All => [_journalClear, _valueClear, _snapshotClear, _rowClear, _entries, _values, _snapshots, _rows.Statement];

    /// <summary>Whether a row was not written, because the stored one is of a longer journal.</summary>
    public bool MissedRows => !_rows.Statement.WroteAll;

    public void Add(JournalWrite write)
    {
        for (var i = write.Stored; i < write.Entries.Length; i++)
        {
            _entryRuns.Add(write.RunId);
            _entrySequences.Add(write.FirstSequence + i);
            _entryPayloads.Add(write.Entries[i]);
            _entries.RowAdded();
        }

        foreach (var value in write.Values)
        {
            _valueRuns.Add(write.RunId);
            _valueHashes.Add(Convert.FromHexString(value.Hash));
            _valuePayloads.Add(value.Payload);
            _values.RowAdded();
        }

        if (write.Snapshot is { } snapshot)
        {
            _snapshotRuns.Add(write.RunId);
            _snapshotLengths.Add(snapshot.Length);
            _snapshotPayloads.Add(snapshot.Payload);
            _snapshots.RowAdded();
        }

        if (write.Row is { } row)
        {
            _rows.Add(write.RunId, write.Length, row);
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
        _rowClear.RowAdded();
    }
}
