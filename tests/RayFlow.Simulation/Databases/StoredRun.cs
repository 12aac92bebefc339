using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Simulation.Databases;

/// <summary>What the simulated database has of a run.</summary>
internal sealed class StoredRun
{
    /// <summary>The journal, oldest first.</summary>
    public List<StoredEntry> Entries { get; } = [];

    /// <summary>The newest snapshot, and how many entries it covers.</summary>
    public (long Length, ReadOnlyMemory<byte> Payload)? Snapshot { get; set; }

    /// <summary>The large values, by hash.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The row in the index.</summary>
    public RunRow? Row { get; set; }

    /// <summary>The sequence number of the last entry; entries before it may be missing only where a mistake was planted.</summary>
    public long Length { get; set; }

    /// <summary>When its row said first that it had ended, among everything that happened; null: it does not say so.</summary>
    public long? EndedAt { get; set; }

    /// <summary>When a failover lost the last of it, among everything that happened; 0: never.</summary>
    public long LostAt { get; set; }

    /// <summary>Who has committed last since then; null: nobody.</summary>
    public SimJournal? Writer { get; set; }

    /// <summary>Batches that were committed, oldest first, with what was there before each.</summary>
    public List<StoredCommit> Commits { get; } = [];
}

/// <summary>A commit, and what was there before it.</summary>
/// <param name="Batch">What was committed: a batch that is given again because nobody answered is stored once.</param>
/// <param name="Length">The length before it.</param>
/// <param name="Row">The row before it.</param>
internal readonly record struct StoredCommit(JournalBatch Batch, long Length, RunRow? Row);

/// <summary>An entry of a journal.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="At">When it was committed.</param>
/// <param name="Order">Its place among everything that happened in the simulation.</param>
internal readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Payload, TimeSpan At, long Order);
