using RayFlow.GrainInterfaces.Nodes;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

/// <summary>A run's variables as one of its node instances uses them: its changes carry its idempotency key, counted within the attempt.</summary>
internal sealed class GrainVariables(IVariableStoreGrain store, string idempotencyKey) : RunVariables
{
    private int _changes;

    public override Task<ValueMap> GetAllAsync(CancellationToken cancellationToken) => store.GetAllAsync(cancellationToken);

    public override Task SetAsync(string name, Value value, CancellationToken cancellationToken) =>
        ApplyAsync(VariableOperationKind.Set, name, value, cancellationToken);

    public override Task<Value> IncrementAsync(string name, Value by, CancellationToken cancellationToken) =>
        ApplyAsync(VariableOperationKind.Increment, name, by, cancellationToken);

    public override async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        (await ApplyAsync(VariableOperationKind.Delete, name, Value.Null, cancellationToken)).AsBool();

    private async Task<Value> ApplyAsync(VariableOperationKind kind, string name, Value operand, CancellationToken cancellationToken)
    {
        // The n-th change of one attempt is the n-th of every other, as long as the node does the same; so it is applied once.
        var change = Interlocked.Increment(ref _changes);
        var key = change == 1 ? idempotencyKey : $"{idempotencyKey}#{change}";
        var outcome = await store.ApplyAsync(new VariableOperation(kind, name, operand, key), cancellationToken);
        return outcome.Error is { } error ? throw new NodeException(error.Code, error.Message) : outcome.Result;
    }
}
