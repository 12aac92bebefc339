using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Grains.Clusters;

/// <summary>Tells of the cluster as this silo's membership has it.</summary>
[StatelessWorker]
internal sealed class ClusterGrain(IClusterMembershipService membership, SiloReporters reporters, IOptions<ClusterOptions> options) : Grain, IClusterGrain
{
    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ClusterSummary> GetAsync(CancellationToken cancellationToken)
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None))
            .OrderBy(member => member.SiloAddress.Generation).ThenBy(member => member.SiloAddress).ToList();
        return new ClusterSummary(options.Value.ClusterId, await Task.WhenAll(members.Select(SummaryAsync)));
    }

    private async Task<SiloSummary> SummaryAsync(ClusterMember member) => new(
        member.SiloAddress.ToParsableString(),
        member.SiloAddress.Endpoint.ToString(),
        member.Status switch { SiloStatus.Active => SiloState.Active, SiloStatus.Created or SiloStatus.Joining => SiloState.Joining, _ => SiloState.Leaving },
        await reporters.AskAsync(member.SiloAddress));
}
