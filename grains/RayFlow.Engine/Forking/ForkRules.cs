using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Variables;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Forking;

/// <summary>What may differ in a fork.</summary>
public static class ForkRules
{
    /// <summary>Why what is asked for does not fit, in a sentence; null if it does.</summary>
    /// <param name="run">The run at the point.</param>
    /// <param name="node">The node that fires there; null: the point is after an event.</param>
    /// <param name="inputs">What that node is to read instead; null: nothing.</param>
    /// <param name="outputs">What it is to complete with; null: it is executed.</param>
    /// <param name="variables">What variables are to be; null: nothing.</param>
    public static string? Misfit(RunState run, GraphNode? node, ValueMap? inputs, ValueMap? outputs, ValueMap? variables)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (inputs is null ? null : OfInputs(node, inputs)) ?? (outputs is null ? null : OfOutputs(node, outputs)) ?? (variables is null ? null : OfVariables(run, variables));
    }

    /// <summary>Whether a node's execution can be left out: it does nothing but give outputs, and has one way on.</summary>
    public static bool CanBePinned(GraphNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return !node.IsFree && node.Operation is ControlOperation.None or ControlOperation.Call or ControlOperation.Delay or ControlOperation.WaitSignal or ControlOperation.Checkpoint;
    }

    private static string? OfInputs(GraphNode? node, ValueMap inputs)
    {
        if (node is null || node.IsFree)
        {
            return node is null ? "'inputs' are those of a node: give 'node_id' instead of 'at'." : $"Node '{node.Id}' has no exec edges and does not fire by itself. Give the inputs of the node that reads from it.";
        }

        foreach (var (name, given) in inputs)
        {
            if (Array.Find(node.Inputs, slot => slot.Name == name) is not { } slot)
            {
                return $"Node '{node.Id}' has no input '{name}'. It has {Names(node.Inputs.Select(input => input.Name))}.";
            }

            var value = given;
            if (!slot.TryAccept(ref value))
            {
                return $"Input '{name}' of node '{node.Id}' takes {slot.Type}, not {given.KindName}.";
            }
        }

        return null;
    }

    private static string? OfOutputs(GraphNode? node, ValueMap outputs) =>
        node is null ? "'outputs' are those of a node: give 'node_id' instead of 'at'."
        : !CanBePinned(node) ? $"Node '{node.Id}' ({node.Descriptor.Type}) decides where the run goes on, or is evaluated for others: it cannot be given outputs."
        : outputs.Keys.FirstOrDefault(name => node.OutputIndex(name) is var at && (at < 0 || at >= node.OwnOutputs)) is { } unknown
            ? $"Node '{node.Id}' has no output '{unknown}'. It has {Names(node.Outputs.Take(node.OwnOutputs))}."
            : null;

    private static string? OfVariables(RunState run, ValueMap variables)
    {
        var scratch = new VariableStore(run.Graph) { All = run.VariableValues };
        try
        {
            foreach (var (name, value) in variables)
            {
                scratch.Apply(new VariableChange(VariableChangeKind.Set, name, value));
            }

            return null;
        }
        catch (NodeException refused)
        {
            return refused.Message;
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'")) is { Length: > 0 } some ? some : "none";
}
