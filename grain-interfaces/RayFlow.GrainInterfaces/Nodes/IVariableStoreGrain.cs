using Orleans.CodeGeneration;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>
/// The variables of one run, for nodes that run in their grains. Key: the run id. The run's own activation answers: its variables are a part
/// of its state, so that a change is one entry of its journal, committed with everything else of that moment.
/// </summary>
[Alias("rayflow.IVariableStoreGrain"), Version(1)]
public interface IVariableStoreGrain : IGrainWithStringKey
{
    /// <summary>All variables, in the order in which they came to be.</summary>
    [AlwaysInterleave, Alias("GetAll")]
    Task<ValueMap> GetAllAsync(CancellationToken cancellationToken);

    /// <summary>Sets, increments, deletes, or sets if the present value is the expected one; answers when that is committed.</summary>
    [AlwaysInterleave, Alias("Apply")]
    Task<VariableOutcome> ApplyAsync(VariableOperation operation, CancellationToken cancellationToken);
}
