using RayFlow.Grains.Runs;
using RayFlow.Simulation.Scheduling;
using RayFlow.Storage.Journals;

namespace RayFlow.Simulation.Databases;

/// <summary>The journal of a run as one activation has read it, and writes on.</summary>
internal sealed class SimJournal(SimDatabase database, SimProcess process, string runId) : IRunJournal
{
    private long _bytesSinceSnapshot;
    private long _snapshotBytes;

    public long Length { get; private set; }

    /// <summary>When it was read, among everything that happened.</summary>
    public long ReadAt { get; private set; } = database.NextOrder();

    public bool HasSnapshot { get; private set; }

    /// <summary>The snapshot that was read; empty: none.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    /// <summary>The entries after the snapshot that were read.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; private set; } = [];

    public bool IsSnapshotDue(long least) => _bytesSinceSnapshot > Math.Max(least, _snapshotBytes);

    /// <summary>Reads it, as when a grain is activated.</summary>
    public async Task ReadAsync()
    {
        if (database.Damaged.Contains(runId))
        {
            throw new InvalidDataException($"The journal of run '{runId}' is damaged.");
        }

        var (length, snapshot, entries) = await database.ReadAsync(process, runs => runs.TryGetValue(runId, out var run)
            ? (run.Length, run.Snapshot, run.Entries.Where(entry => entry.Sequence > (run.Snapshot?.Length ?? 0)).Select(entry => entry.Payload).ToList())
            : (0L, default((long Length, ReadOnlyMemory<byte> Payload)?), []));
        (Length, Entries, ReadAt) = (length, entries, database.NextOrder());
        (HasSnapshot, Snapshot) = (snapshot is not null, snapshot?.Payload ?? default);
        (_snapshotBytes, _bytesSinceSnapshot) = (Snapshot.Length, entries.Sum(entry => (long)entry.Length));
    }

    /// <summary>Gives up what was read.</summary>
    public void Release() => (Entries, Snapshot) = ([], default);

    public async Task AppendAsync(JournalBatch batch)
    {
        await database.AppendAsync(process, runId, batch, this);
        Length = batch.Length;
        _bytesSinceSnapshot += batch.Entries.Sum(entry => (long)entry.Length);
        if (batch.Snapshot is { IsEmpty: false } snapshot)
        {
            (HasSnapshot, _snapshotBytes, _bytesSinceSnapshot) = (true, snapshot.Length, 0);
        }
    }
}
