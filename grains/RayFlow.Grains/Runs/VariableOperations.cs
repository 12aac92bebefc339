using RayFlow.Engine.Variables;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Changes of variables that nodes ask for from outside their run.</summary>
internal static class VariableOperations
{
    /// <summary>The event that a change is.</summary>
    public static VariableChanged ToEvent(this VariableOperation operation, DateTimeOffset now) => new()
    {
        At = now,
        Frame = operation.FrameId,
        Node = operation.NodeIndex,
        Number = operation.Number,
        Change = new VariableChange(operation.Kind, operation.Name, operation.Operand, operation.Expected),
    };

    /// <summary>What the node is told: the answer that its change was given, now or when it was asked for before.</summary>
    public static VariableOutcome Outcome(VariableOperation operation, VariableAnswer? answer) => answer is null
        ? new VariableOutcome(Value.Null, new RunError("node_over", $"Variable '{operation.Name}' was not changed: the node that asked for it is over, or its run is."))
        : new VariableOutcome(answer.Result, answer.Error is { } error ? new RunError(error.Code, error.Message) : null);
}
