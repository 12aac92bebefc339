using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>
/// The variables of one run. Key: the run id. An operation carries the idempotency key of the node instance that asks for it and is applied
/// once however often it comes; its first answer is given again.
/// </summary>
[Alias("rayflow.IVariableStoreGrain")]
public interface IVariableStoreGrain : IGrainWithStringKey
{
    /// <summary>Declares the run's variables with their initial values. Later calls change nothing.</summary>
    [Alias("Declare")]
    Task DeclareAsync(IReadOnlyList<DeclaredVariable> variables, CancellationToken cancellationToken);

    /// <summary>One variable; <c>Exists</c> false if there is none of that name.</summary>
    [ReadOnly, Alias("Get")]
    Task<VariableReading> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Whether there is a variable of that name.</summary>
    [ReadOnly, Alias("Exists")]
    Task<bool> ExistsAsync(string name, CancellationToken cancellationToken);

    /// <summary>All variables, in the order in which they came to be.</summary>
    [ReadOnly, Alias("GetAll")]
    Task<ValueMap> GetAllAsync(CancellationToken cancellationToken);

    /// <summary>Sets, increments, deletes, or sets if the present value is the expected one.</summary>
    [Alias("Apply")]
    Task<VariableOutcome> ApplyAsync(VariableOperation operation, CancellationToken cancellationToken);

    /// <summary>Forgets everything; when the run is deleted.</summary>
    [Alias("Clear")]
    Task ClearAsync(CancellationToken cancellationToken);
}
