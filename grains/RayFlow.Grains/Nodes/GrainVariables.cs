using RayFlow.GrainInterfaces.Nodes;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

/// <summary>A run's variables as one attempt of one of its node instances uses them.</summary>
internal sealed class GrainVariables(IVariableStoreGrain store, long frameId, int nodeIndex, NodeCalls calls) : RunVariables
{
    private int _changes;

    public override Task<ValueMap> GetAllAsync(CancellationToken cancellationToken) => calls.CallAsync(store.GetAllAsync, cancellationToken);

    public override Task SetAsync(string name, Value value, CancellationToken cancellationToken) =>
        ApplyAsync(VariableChangeKind.Set, name, value, cancellationToken);

    public override Task<Value> IncrementAsync(string name, Value by, CancellationToken cancellationToken) =>
        ApplyAsync(VariableChangeKind.Increment, name, by, cancellationToken);

    public override async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        (await ApplyAsync(VariableChangeKind.Delete, name, Value.Null, cancellationToken)).AsBool();

    private async Task<Value> ApplyAsync(VariableChangeKind kind, string name, Value operand, CancellationToken cancellationToken)
    {
        // The n-th change of one attempt is the n-th of every other, as long as the node does the same; so it is applied once.
        var operation = new VariableOperation(frameId, nodeIndex, Interlocked.Increment(ref _changes), kind, name, operand);
        var outcome = await calls.CallAsync(cancellation => store.ApplyAsync(operation, cancellation), cancellationToken);
        return outcome.Error is { } error ? throw new NodeException(error.Code, error.Message) : outcome.Result;
    }
}
