using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>Which silo sees to which run: the index of all runs. A run's owner wakes it; where it is in memory is the grain directory's matter.</summary>
internal interface IRunOwnership
{
    /// <summary>The silos that have runs, and <see cref="RunIndex.Released"/> if there are runs that a leaving silo has let go.</summary>
    Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken);

    /// <summary>Makes a silo the owner of runs of another one, the oldest first. Silos that claim at the same time get different runs.</summary>
    /// <param name="self">Who claims.</param>
    /// <param name="from">The owner so far.</param>
    /// <param name="waiting">Those that wait for a time or a signal, or those that were at work.</param>
    /// <param name="after">Only runs that come after this one; null: from the oldest.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string self, string from, bool waiting, ClaimedRun? after, int limit, CancellationToken cancellationToken);

    /// <summary>Runs of a silo that neither wait nor are paused, the oldest first.</summary>
    Task<IReadOnlyList<ClaimedRun>> AtWorkAsync(string owner, ClaimedRun? after, int limit, CancellationToken cancellationToken);

    /// <summary>Runs of a silo that must be woken until a time, the most urgent first. A run stays due until its row says otherwise.</summary>
    Task<IReadOnlyList<DueRun>> DueAsync(string owner, DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken);

    /// <summary>Parks a run: nobody has it or wakes it until somebody asks it to go on. False if it has ended or is another silo's.</summary>
    Task<bool> ParkAsync(string runId, string owner, string reason, CancellationToken cancellationToken);

    /// <summary>Lets runs of a silo go, so that others take them over at once.</summary>
    Task ReleaseAsync(string owner, IReadOnlyCollection<string> runs, CancellationToken cancellationToken);
}
