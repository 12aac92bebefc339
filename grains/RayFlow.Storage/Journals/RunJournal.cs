using RayFlow.Storage.Runs;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage.Journals;

/// <summary>
/// The state of a run: an append-only journal with an optional snapshot. As the state of an
/// <c>IPersistentState&lt;RunJournal&gt;</c> on <see cref="PostgresGrainStorage"/> a write appends what is pending, in
/// proportion to it and not to the run; the grain's key is the run id, 32 hexadecimal digits.
/// </summary>
/// <remarks>
/// A write takes what is pending when it begins; what is appended meanwhile goes with the next. After a failed write
/// everything is still pending, and the next write finds out by the entries' keys what the failed one left behind, so
/// that nothing is stored twice. Members may be used while a write is in flight. Memory that is handed over is kept, not
/// copied: it must not change afterwards.
/// </remarks>
public sealed class RunJournal
{
    private readonly Lock gate = new();
    private readonly List<ReadOnlyMemory<byte>> pending = [];
    private long committed;
    private long bytesSinceSnapshot;
    private JournalSnapshot? snapshot;
    private RunRow? row;
    private RunRow? pendingRow;
    private bool isOutcomeUnknown;

    /// <summary>The snapshot that was read; empty if there is none, and after <see cref="ReleaseEntries"/>.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    /// <summary>The entries after the snapshot that were read, oldest first; empty after <see cref="ReleaseEntries"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; private set; } = [];

    /// <summary>How many entries the run has, pending ones included. The newest has this sequence number.</summary>
    public long Length
    {
        get
        {
            lock (gate)
            {
                return committed + pending.Count;
            }
        }
    }

    /// <summary>Bytes of the entries that the newest snapshot does not cover, pending ones included.</summary>
    public long BytesSinceSnapshot
    {
        get
        {
            lock (gate)
            {
                return bytesSinceSnapshot;
            }
        }
    }

    /// <summary>
    /// The run's row in the index as it was last set here; null until then, it is not read back. Setting it writes it with
    /// the next commit.
    /// </summary>
    public RunRow? Row
    {
        get
        {
            lock (gate)
            {
                return row;
            }
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (gate)
            {
                row = value;
                pendingRow = value;
            }
        }
    }

    /// <summary>Gives up what was read, entries and snapshot, once it is folded.</summary>
    public void ReleaseEntries()
    {
        Entries = [];
        Snapshot = default;
    }

    /// <summary>Appends an entry; it is durable when a write that began afterwards has completed.</summary>
    public void Append(ReadOnlyMemory<byte> entry)
    {
        lock (gate)
        {
            pending.Add(entry);
            bytesSinceSnapshot += entry.Length;
        }
    }

    /// <summary>
    /// Takes a snapshot of the state after all entries appended so far. It is written with the next commit and replaces the
    /// one before; the entries stay for the history.
    /// </summary>
    public void TakeSnapshot(ReadOnlyMemory<byte> snapshot)
    {
        lock (gate)
        {
            this.snapshot = new JournalSnapshot(committed + pending.Count, snapshot);
            bytesSinceSnapshot = 0;
        }
    }

    /// <summary>Lets one write at a time through; the grain runtime does so too, but is not relied on.</summary>
    internal SemaphoreSlim Writing { get; } = new(1, 1);

    /// <summary>Entries in the database, as far as we know.</summary>
    internal long Committed
    {
        get
        {
            lock (gate)
            {
                return committed;
            }
        }
    }

    /// <summary>Makes this the journal that was read.</summary>
    internal void Load(JournalSnapshot? stored, IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        Snapshot = stored?.Payload ?? default;
        Entries = entries;
        committed = (stored?.Length ?? 0) + entries.Count;
        foreach (var entry in entries)
        {
            bytesSinceSnapshot += entry.Length;
        }
    }

    /// <summary>What is pending now, as a write; null if nothing is.</summary>
    internal JournalWrite? BeginWrite(Guid runId)
    {
        lock (gate)
        {
            return pending.Count == 0 && snapshot is null && pendingRow is null
                ? null
                : new JournalWrite(runId, committed + 1, [.. pending], snapshot, pendingRow) { IsOutcomeUnknown = isOutcomeUnknown };
        }
    }

    /// <summary>Takes what was written off what is pending, or remembers that it is not known what was written.</summary>
    internal void EndWrite(JournalWrite write)
    {
        lock (gate)
        {
            if (!write.Completion.IsCompletedSuccessfully)
            {
                isOutcomeUnknown |= write.IsOutcomeUnknown;
                return;
            }

            pending.RemoveRange(0, write.Entries.Length);
            committed += write.Entries.Length;
            snapshot = ReferenceEquals(snapshot, write.Snapshot) ? null : snapshot;
            pendingRow = ReferenceEquals(pendingRow, write.Row) ? null : pendingRow;
            isOutcomeUnknown = false;
        }
    }
}
