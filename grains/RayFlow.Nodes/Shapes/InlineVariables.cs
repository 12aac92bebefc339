using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>A run's variables for a node that the orchestrator runs: they are at hand, so that nothing waits.</summary>
internal sealed class InlineVariables(IRunEffects run) : RunVariables
{
    public override Task<ValueMap> GetAllAsync(CancellationToken cancellationToken) => Task.FromResult(run.Variables);

    public override Task SetAsync(string name, Value value, CancellationToken cancellationToken)
    {
        run.Change(new VariableChange(VariableChangeKind.Set, name, value));
        return Task.CompletedTask;
    }

    public override Task<Value> IncrementAsync(string name, Value by, CancellationToken cancellationToken) =>
        Task.FromResult(run.Change(new VariableChange(VariableChangeKind.Increment, name, by)));

    public override Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(run.Change(new VariableChange(VariableChangeKind.Delete, name)).AsBool());
}
