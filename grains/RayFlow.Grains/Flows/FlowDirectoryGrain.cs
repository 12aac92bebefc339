using RayFlow.GrainInterfaces.Flows;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>Lists saved flows.</summary>
[StatelessWorker, Reentrant]
internal sealed class FlowDirectoryGrain(SavedFlows flows) : Grain, IFlowDirectoryGrain
{
    public async Task<IReadOnlyList<FlowVersion>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await flows.ListAsync(after, limit, cancellationToken)).Select(row => new FlowVersion(row.Name, row.Version, row.Hash, row.SavedAt, row.Description))];
}
