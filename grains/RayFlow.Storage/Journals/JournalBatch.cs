using RayFlow.Storage.Runs;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Journals;

/// <summary>
/// What one write adds to a run: all of it is committed, or nothing. It is committed only if the run has exactly
/// <see cref="ExpectedLength"/> entries in the database, whatever it carries; a batch that carries nothing asks just that.
/// </summary>
/// <remarks>
/// Memory that is handed over is kept, not copied: it must not change afterwards. A batch that begins to work on a run that has
/// ended (a retry) must carry its row: the row is what retention takes before it deletes a run.
/// </remarks>
public sealed class JournalBatch
{
    /// <summary>How many entries the run must have in the database; 0: there must be no such run yet.</summary>
    public required long ExpectedLength { get; init; }

    /// <summary>The entries to append, oldest first. Default: none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; init; } = [];

    /// <summary>Large values that entries, snapshot and row mention; one that the run has already stays as it is. Default: none.</summary>
    public IReadOnlyList<LargeValue> Values { get; init; } = [];

    /// <summary>The folded state after <see cref="Length"/> entries; it replaces the snapshot before. Empty (the default): none is taken.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; init; }

    /// <summary>The run's row in the index as it is from now on; null: it stays as it is.</summary>
    public RunRow? Row { get; init; }

    /// <summary>
    /// The run whose journal is the past of this one, 32 hexadecimal digits: it is kept as long as this one is. Nothing is committed if it is gone. Given with
    /// the run's first entries; null: the run has a past of its own.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>How many entries the run has once this is committed.</summary>
    public long Length => ExpectedLength + Entries.Count;

    /// <summary>
    /// Set when an attempt ended without an answer: it may have committed this batch, and may still do so. The next attempt finds out.
    /// </summary>
    internal bool IsOutcomeUnknown { get; set; }
}
