using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>Claims the runs of silos that are dead, batch by batch: what was at work, of all of them, before what waits.</summary>
internal sealed class OrphanClaims(IClusterMembers members, IRunOwnership ownership)
{
    private readonly Queue<(string Owner, bool Waiting)> _left = new();
    private ClaimedRun? _after;

    /// <summary>Whether there may be more of what was found.</summary>
    public bool HasMore => _left.Count > 0;

    /// <summary>Whatever of ours is at work by the index is to be among the next runs as well.</summary>
    public void Review()
    {
        if (!_left.Contains((members.Self, false)))
        {
            _left.Enqueue((members.Self, false));
        }
    }

    /// <summary>The next runs, which are this silo's now; none if nobody is dead, or all have been claimed.</summary>
    public async Task<IReadOnlyList<ClaimedRun>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        if (_left.Count == 0)
        {
            await FindAsync(cancellationToken);
        }

        if (!_left.TryPeek(out var from))
        {
            return [];
        }

        var claimed = await ClaimAsync(from.Owner, from.Waiting, limit, cancellationToken);
        if (claimed.Count == limit)
        {
            _after = claimed[^1];
        }
        else
        {
            _left.Dequeue();
            _after = null;
        }

        return claimed;
    }

    private async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string from, bool waiting, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return from == members.Self
                ? await ownership.AtWorkAsync(from, _after, limit, cancellationToken)
                : await ownership.ClaimAsync(members.Self, from, waiting, _after, limit, cancellationToken);
        }
        catch when (from != members.Self)
        {
            Review(); // it may have been committed: then there are runs that are ours without our knowing
            throw;
        }
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        var owners = await ownership.OwnersAsync(cancellationToken);
        if (owners.Any(owner => owner != RunIndex.Released && !members.Living.Contains(owner)))
        {
            // It may have joined since we last heard; and it was a member before it was an owner.
            await members.RefreshAsync(cancellationToken);
        }

        var living = members.Living;
        if (!living.Contains(members.Self))
        {
            return; // we are dead to the others, who take over our runs: we have no say any more
        }

        var dead = owners.Where(owner => !living.Contains(owner)).ToList();
        dead.ForEach(owner => _left.Enqueue((owner, false)));
        dead.ForEach(owner => _left.Enqueue((owner, true)));
    }
}
