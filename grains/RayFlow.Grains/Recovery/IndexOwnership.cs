using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>The owners as they stand in the database.</summary>
internal sealed class IndexOwnership(RunIndex index) : IRunOwnership
{
    public Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken) => index.OwnersAsync(cancellationToken);

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string self, string from, bool waiting, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        index.ClaimAsync(self, from, waiting, after, limit, cancellationToken);

    public Task<IReadOnlyList<ClaimedRun>> AtWorkAsync(string owner, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        index.AtWorkAsync(owner, after, limit, cancellationToken);

    public Task<IReadOnlyList<DueRun>> DueAsync(string owner, DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken) =>
        index.DueAsync(owner, until, after, limit, cancellationToken);

    public Task<bool> ParkAsync(string runId, string owner, string reason, CancellationToken cancellationToken) => index.ParkAsync(runId, owner, reason, cancellationToken);

    public Task ReleaseAsync(string owner, IReadOnlyCollection<string> runs, CancellationToken cancellationToken) => index.ReleaseAsync(owner, runs, cancellationToken);
}
