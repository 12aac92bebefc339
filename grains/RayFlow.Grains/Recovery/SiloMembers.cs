using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace RayFlow.Grains.Recovery;

/// <summary>The cluster as Orleans' membership has it. A single silo's membership is in its memory: everybody else is dead.</summary>
internal sealed class SiloMembers(IClusterMembershipService membership, ILocalSiloDetails silo) : IClusterMembers
{
    public string Self { get; } = silo.SiloAddress.ToParsableString();

    public IReadOnlySet<string> Living => Of(membership.CurrentSnapshot);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // The first may only wait for one that was under way, and has read the table before we asked.
        await membership.Refresh(default, cancellationToken);
        await membership.Refresh(default, cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlySet<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            yield return Of(snapshot);
        }
    }

    private static FrozenSet<string> Of(ClusterMembershipSnapshot snapshot) => snapshot.Members.Values
        .Where(member => member.Status != SiloStatus.Dead)
        .Select(member => member.SiloAddress.ToParsableString())
        .ToFrozenSet(StringComparer.Ordinal);
}
