using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>The saved flows by name. Key: <see cref="Key"/>. Reads the index table; any silo answers.</summary>
[Alias("rayflow.IFlowDirectoryGrain"), Version(1)]
public interface IFlowDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>Saved flows in the order of their names, without documents, after a name; at most <paramref name="limit"/> of them.</summary>
    [ReadOnly, Alias("List")]
    Task<IReadOnlyList<FlowVersion>> ListAsync(string? after, int limit, CancellationToken cancellationToken);
}
