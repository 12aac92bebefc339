using RayFlow.Storage.Writing;

namespace RayFlow.Storage.Journals;

/// <summary>
/// The state of a run: an append-only journal with an optional snapshot. As the state of an
/// <c>IPersistentState&lt;RunJournal&gt;</c> on <see cref="PostgresGrainStorage"/> a read gives the newest snapshot and the entries
/// after it, and a write appends <see cref="Batch"/>, in proportion to it and not to the run. The grain's key is the run id, 32
/// hexadecimal digits; the ETag is the run's length.
/// </summary>
/// <remarks>
/// One write at a time: another one, a batch that is set meanwhile, and a write without a batch are refused with
/// <see cref="InvalidOperationException"/>. A write that fails leaves the batch where it is; after a
/// <see cref="StorageUnavailableException"/> the same batch can be written again, and is stored once whatever became of the first attempt.
/// </remarks>
public sealed class RunJournal
{
    private JournalBatch? _batch;
    private bool _isWriting;

    /// <summary>The snapshot that was read; empty if there is none, and after <see cref="ReleaseEntries"/>.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    /// <summary>The entries after the snapshot that were read, oldest first; empty after <see cref="ReleaseEntries"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; private set; } = [];

    /// <summary>Committed entries as far as this object knows. The newest has this sequence number.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of the newest snapshot; 0 if there is none.</summary>
    public long SnapshotBytes { get; private set; }

    /// <summary>Bytes of the committed entries that the newest snapshot does not cover; of those written here their values as well.</summary>
    public long BytesSinceSnapshot { get; private set; }

    /// <summary>Whether there is a snapshot.</summary>
    public bool HasSnapshot => SnapshotBytes > 0;

    /// <summary>Why what was read cannot be gone on from, for people; null if it can. The run is known all the same: it can be told of, and ended.</summary>
    public string? Damage { get; private set; }

    /// <summary>What the next write appends; null after it has succeeded.</summary>
    /// <exception cref="InvalidOperationException">A write is under way.</exception>
    public JournalBatch? Batch
    {
        get => _batch;
        set => _batch = _isWriting ? throw new InvalidOperationException("A batch of this run is being written; await that write before setting another.") : value;
    }

    /// <summary>Gives up what was read, entries and snapshot, once it is folded.</summary>
    public void ReleaseEntries()
    {
        Entries = [];
        Snapshot = default;
    }

    /// <summary>Makes this the journal that was read.</summary>
    internal void Load(JournalSnapshot? stored, IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        Snapshot = stored?.Payload ?? default;
        Entries = entries;
        Length = (stored?.Length ?? 0) + entries.Count;
        SnapshotBytes = Snapshot.Length;
        BytesSinceSnapshot = entries.Sum(entry => (long)entry.Length);
    }

    /// <summary>Makes this a journal that was read and has a gap.</summary>
    internal void LoadDamaged(long length, string damage) => (Length, Damage) = (length, damage);

    /// <summary>Writes the batch by <paramref name="write"/>, and takes over what it changed.</summary>
    internal async Task WriteAsync(Func<JournalBatch, Task> write)
    {
        if (_isWriting)
        {
            throw new InvalidOperationException("A batch of this run is being written; await that write before the next.");
        }

        var batch = _batch ?? throw new InvalidOperationException("There is nothing to write: set the batch first.");
        _isWriting = true;
        try
        {
            await write(batch);
            _batch = null;
            Apply(batch);
        }
        finally
        {
            _isWriting = false;
        }
    }

    private void Apply(JournalBatch batch)
    {
        Length = batch.Length;
        if (!batch.Snapshot.IsEmpty)
        {
            SnapshotBytes = batch.Snapshot.Length;
            BytesSinceSnapshot = 0;
            return;
        }

        BytesSinceSnapshot += batch.Entries.Sum(entry => (long)entry.Length) + batch.Values.Sum(value => (long)value.Payload.Length);
    }
}
