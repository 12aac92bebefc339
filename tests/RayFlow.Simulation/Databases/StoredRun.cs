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

    /// <summary>Batches that were committed: one that is given again because nobody answered is stored once.</summary>
    public HashSet<JournalBatch> Committed { get; } = [];
}

/// <summary>An entry of a journal.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="At">When it was committed.</param>
/// <param name="Order">Its place among everything that happened in the simulation.</param>
internal readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Payload, TimeSpan At, long Order);
