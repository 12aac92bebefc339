using RayFlow.GrainInterfaces.Flows;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>Lists saved flows from the index.</summary>
[StatelessWorker]
internal sealed class FlowDirectoryGrain(FlowIndex index) : Grain, IFlowDirectoryGrain
{
    public async Task<IReadOnlyList<FlowVersion>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await index.ListAsync(after, limit, cancellationToken)).Select(row => new FlowVersion(row.Name, row.Version, row.Hash, row.SavedAt, row.Description))];
}
