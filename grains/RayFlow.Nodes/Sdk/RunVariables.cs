using RayFlow.Model.Values;

namespace RayFlow.Nodes.Sdk;

/// <summary>
/// The run's variables as an effect node uses them. Each change is applied once, however often the node is tried.
/// Called from any thread.
/// </summary>
public abstract class RunVariables
{
    /// <summary>All variables.</summary>
    public abstract Task<ValueMap> GetAllAsync(CancellationToken cancellationToken);

    /// <summary>Sets a variable; one that was not declared is created.</summary>
    /// <exception cref="Model.Nodes.NodeException">The variable is read-only, or declared with another type.</exception>
    public abstract Task SetAsync(string name, Value value, CancellationToken cancellationToken);

    /// <summary>Adds to a variable as one step and answers with the sum.</summary>
    /// <exception cref="Model.Nodes.NodeException">There is no such variable, it is not a number or read-only, or the sum overflows.</exception>
    public abstract Task<Value> IncrementAsync(string name, Value by, CancellationToken cancellationToken);

    /// <summary>Deletes a variable. False if there was none.</summary>
    /// <exception cref="Model.Nodes.NodeException">The variable is read-only.</exception>
    public abstract Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}
