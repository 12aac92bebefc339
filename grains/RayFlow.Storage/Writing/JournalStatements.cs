using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Writing;

/// <summary>Writes journals, snapshots and rows of runs.</summary>
internal sealed class JournalStatements
{
    // A key that exists already fails the transaction, and with it the writes of every run in it, which are then tried by
    // themselves: conflicts are rare, and a check in each row would not be.
    private readonly ArrayStatement entries = new("INSERT INTO journal (run_id, seq, payload) SELECT * FROM unnest($1, $2, $3)");
    private readonly List<Guid> entryRuns;
    private readonly List<long> entrySequences;
    private readonly List<ReadOnlyMemory<byte>> entryPayloads;

    private readonly ArrayStatement snapshots = new("""
        INSERT INTO snapshots AS old (run_id, length, payload) SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (run_id) DO UPDATE SET length = excluded.length, payload = excluded.payload WHERE old.length <= excluded.length
        """);

    private readonly List<Guid> snapshotRuns;
    private readonly List<long> snapshotLengths;
    private readonly List<ReadOnlyMemory<byte>> snapshotPayloads;

    private readonly RunRowStatement rows = new();

    private readonly ArrayStatement journalClear = new("DELETE FROM journal WHERE run_id = ANY($1)");
    private readonly ArrayStatement snapshotClear = new("DELETE FROM snapshots WHERE run_id = ANY($1)");
    private readonly ArrayStatement rowClear = new("DELETE FROM runs WHERE run_id = ANY($1)");
    private readonly List<Guid>[] clears;

    public JournalStatements()
    {
        entryRuns = entries.Column<Guid>(NpgsqlDbType.Uuid);
        entrySequences = entries.Column<long>(NpgsqlDbType.Bigint);
        entryPayloads = entries.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        snapshotRuns = snapshots.Column<Guid>(NpgsqlDbType.Uuid);
        snapshotLengths = snapshots.Column<long>(NpgsqlDbType.Bigint);
        snapshotPayloads = snapshots.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        clears =
        [
            journalClear.Column<Guid>(NpgsqlDbType.Uuid),
            snapshotClear.Column<Guid>(NpgsqlDbType.Uuid),
            rowClear.Column<Guid>(NpgsqlDbType.Uuid),
        ];
    }

    /// <summary>In the order in which they are executed.</summary>
    public ArrayStatement[] All => [journalClear, snapshotClear, rowClear, entries, snapshots, rows.Statement];

    /// <summary>Whether a row was not written, because the stored one is of a longer journal.</summary>
    public bool MissedRows => !rows.Statement.WroteAll;

    public void Add(JournalWrite write)
    {
        for (var i = write.Stored; i < write.Entries.Length; i++)
        {
            entryRuns.Add(write.RunId);
            entrySequences.Add(write.FirstSequence + i);
            entryPayloads.Add(write.Entries[i]);
            entries.RowAdded();
        }

        if (write.Snapshot is { } snapshot)
        {
            snapshotRuns.Add(write.RunId);
            snapshotLengths.Add(snapshot.Length);
            snapshotPayloads.Add(snapshot.Payload);
            snapshots.RowAdded();
        }

        if (write.Row is { } row)
        {
            rows.Add(write.RunId, write.Length, row);
        }
    }

    public void Add(JournalClear clear)
    {
        foreach (var runs in clears)
        {
            runs.Add(clear.RunId);
        }

        journalClear.RowAdded();
        snapshotClear.RowAdded();
        rowClear.RowAdded();
    }
}
