using RayFlow.Storage.Runs;
using RayFlow.Storage.Values;
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
    private readonly Lock _gate = new();
    private readonly List<ReadOnlyMemory<byte>> _pending = [];
    private readonly List<LargeValue> _pendingValues = [];
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private long _committed;
    private long _bytesSinceSnapshot;
    private long _snapshotBytes;
    private JournalSnapshot? _snapshot;
    private RunRow? _row;
    private RunRow? _pendingRow;
    private bool _isOutcomeUnknown;

    /// <summary>The snapshot that was read; empty if there is none, and after <see cref="ReleaseEntries"/>.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    /// <summary>The entries after the snapshot that were read, oldest first; empty after <see cref="ReleaseEntries"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; private set; } = [];

    /// <summary>How many entries the run has, pending ones included. The newest has this sequence number.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _committed + _pending.Count;
            }
        }
    }

    /// <summary>Bytes of the entries that the newest snapshot does not cover, pending ones and their values included.</summary>
    public long BytesSinceSnapshot
    {
        get
        {
            lock (_gate)
            {
                return _bytesSinceSnapshot;
            }
        }
    }

    /// <summary>Whether there is a snapshot, pending or in the database.</summary>
    public bool HasSnapshot
    {
        get
        {
            lock (_gate)
            {
                return _snapshotBytes > 0;
            }
        }
    }

    /// <summary>Whether the newest snapshot is worth another: more has been written since than the least and than that one took.</summary>
    /// <param name="least">In bytes.</param>
    public bool IsSnapshotDue(long least)
    {
        lock (_gate)
        {
            return _bytesSinceSnapshot > Math.Max(least, _snapshotBytes);
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
            lock (_gate)
            {
                return _row;
            }
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (_gate)
            {
                _row = value;
                _pendingRow = value;
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
    /// <param name="entry">The entry.</param>
    /// <param name="values">The large values that it mentions; those that were given before are not written again.</param>
    public void Append(ReadOnlyMemory<byte> entry, params IReadOnlyList<LargeValue> values)
    {
        lock (_gate)
        {
            _bytesSinceSnapshot += entry.Length + AddValues(values);
            _pending.Add(entry);
        }
    }

    /// <summary>
    /// Takes a snapshot of the state after all entries appended so far. It is written with the next commit and replaces the
    /// one before; the entries stay for the history.
    /// </summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="values">The large values that it mentions; those that were given before are not written again.</param>
    public void TakeSnapshot(ReadOnlyMemory<byte> snapshot, params IReadOnlyList<LargeValue> values)
    {
        lock (_gate)
        {
            _snapshotBytes = snapshot.Length + AddValues(values);
            _snapshot = new JournalSnapshot(_committed + _pending.Count, snapshot);
            _bytesSinceSnapshot = 0;
        }
    }

    /// <summary>Sets the row, with large values that it mentions; those that were given before are not written again.</summary>
    public void SetRow(RunRow row, params IReadOnlyList<LargeValue> values)
    {
        lock (_gate)
        {
            AddValues(values);
            Row = row;
        }
    }

    /// <summary>Lets one write at a time through; the grain runtime does so too, but is not relied on.</summary>
    internal SemaphoreSlim Writing { get; } = new(1, 1);

    /// <summary>Entries in the database, as far as we know.</summary>
    internal long Committed
    {
        get
        {
            lock (_gate)
            {
                return _committed;
            }
        }
    }

    /// <summary>Makes this the journal that was read.</summary>
    internal void Load(JournalSnapshot? stored, IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        Snapshot = stored?.Payload ?? default;
        Entries = entries;
        _committed = (stored?.Length ?? 0) + entries.Count;
        _snapshotBytes = stored?.Payload.Length ?? 0;
        foreach (var entry in entries)
        {
            _bytesSinceSnapshot += entry.Length;
        }
    }

    /// <summary>What is pending now, as a write; null if nothing is.</summary>
    internal JournalWrite? BeginWrite(Guid runId)
    {
        lock (_gate)
        {
            return _pending.Count == 0 && _snapshot is null && _pendingRow is null
                ? null
                : new JournalWrite(runId, _committed + 1, [.. _pending], [.. _pendingValues], _snapshot, _pendingRow) { IsOutcomeUnknown = _isOutcomeUnknown };
        }
    }

    /// <summary>Takes what was written off what is pending, or remembers that it is not known what was written.</summary>
    internal void EndWrite(JournalWrite write)
    {
        lock (_gate)
        {
            if (!write.Completion.IsCompletedSuccessfully)
            {
                _isOutcomeUnknown |= write.IsOutcomeUnknown;
                return;
            }

            _pending.RemoveRange(0, write.Entries.Length);
            _pendingValues.RemoveRange(0, write.Values.Length);
            _committed += write.Entries.Length;
            _snapshot = ReferenceEquals(_snapshot, write.Snapshot) ? null : _snapshot;
            _pendingRow = ReferenceEquals(_pendingRow, write.Row) ? null : _pendingRow;
            _isOutcomeUnknown = false;
        }
    }

    private long AddValues(IReadOnlyList<LargeValue> values)
    {
        var bytes = 0L;
        foreach (var value in values)
        {
            if (_values.Add(value.Hash))
            {
                _pendingValues.Add(value);
                bytes += value.Payload.Length;
            }
        }

        return bytes;
    }
}
