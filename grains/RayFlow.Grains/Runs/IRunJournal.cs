using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// The journal of one run, as its loop uses it: appends with compare-and-set on the run's length. In a silo it is the Orleans storage provider of
/// the runs, with the length as its ETag; in the simulation it is a model of what PostgreSQL promises.
/// </summary>
/// <remarks>One call at a time; the run's loop sees to that.</remarks>
internal interface IRunJournal
{
    /// <summary>Entries that are committed, as far as this activation knows.</summary>
    long Length { get; }

    /// <summary>Whether there is a snapshot.</summary>
    bool HasSnapshot { get; }

    /// <summary>Whether the newest snapshot is worth another: more was written since than the least, and than that one took.</summary>
    /// <param name="least">In bytes.</param>
    bool IsSnapshotDue(long least);

    /// <summary>
    /// Commits a batch as a whole if the run has exactly the length that the batch expects. A batch without anything in it only asks that. When this
    /// returns, everything in it is durable, and no other activation had written since this one read or wrote.
    /// </summary>
    /// <exception cref="RunMovedException">Another activation has written, or the run is gone; nothing of the batch is stored.</exception>
    /// <exception cref="Storage.StorageUnavailableException">It is not known whether it was committed. The same batch may be given again.</exception>
    Task AppendAsync(JournalBatch batch);
}
