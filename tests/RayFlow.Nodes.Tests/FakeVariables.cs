using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Tests;

/// <summary>Variables without a run.</summary>
internal sealed class FakeVariables : RunVariables
{
    public ValueMap Held { get; set; } = ValueMap.Empty;

    public override Task<ValueMap> GetAllAsync(CancellationToken cancellationToken) => Task.FromResult(Held);

    public override Task SetAsync(string name, Value value, CancellationToken cancellationToken)
    {
        Held = Held.With(name, value);
        return Task.CompletedTask;
    }

    public override Task<Value> IncrementAsync(string name, Value by, CancellationToken cancellationToken)
    {
        var sum = (Number.From(Held[name]) + Number.From(by)).ToValue();
        Held = Held.With(name, sum);
        return Task.FromResult(sum);
    }

    public override Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var had = Held.ContainsKey(name);
        Held = Held.Without(name);
        return Task.FromResult(had);
    }
}
