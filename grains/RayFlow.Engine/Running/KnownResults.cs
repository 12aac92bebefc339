using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What instances gave in another run, and need not do again.</summary>
internal static class KnownResults
{
    /// <summary>What an instance gave whatever it reads; null: it is not known, or holds only for what it read.</summary>
    public static ValueMap? Of(RunState run, Frame frame, GraphNode node) =>
        run.Known is null ? null : Entries(run, frame, node).FirstOrDefault(static entry => !entry.ContainsKey("inputs"));

    /// <summary>What an instance gave when it read this; null: it is not known.</summary>
    public static ValueMap? Of(RunState run, Frame frame, GraphNode node, ReadOnlySpan<Value> inputs)
    {
        if (run.Known is null || !node.RunsInGrain)
        {
            return null;
        }

        foreach (var entry in Entries(run, frame, node))
        {
            if (entry.TryGetValue("inputs", out var read) && AreSame(node, read.AsDict(), inputs))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The outputs of what is known, in the node's order.</summary>
    public static ValueMap Outputs(ValueMap known) => known["outputs"].AsDict();

    /// <summary>Does to variables what the instance did; the error is why it cannot be done here.</summary>
    public static NodeError? Apply(RunState run, Frame frame, GraphNode node, ValueMap known)
    {
        foreach (var entry in known.TryGetValue("changes", out var changes) ? changes.AsList() : ValueList.Empty)
        {
            var fields = entry.AsDict();
            var change = new VariableChange((VariableChangeKind)fields["kind"].AsInt(), fields["name"].AsStr(), fields["operand"], fields["expected"]);
            try
            {
                run.Variables.Apply(change);
            }
            catch (NodeException refused)
            {
                return refused.Error;
            }

            run.Details?.Assigned(frame, node, change, run.Variables.Find(change.Name), isInPlace: true);
        }

        return null;
    }

    private static IEnumerable<ValueMap> Entries(RunState run, Frame frame, GraphNode node) =>
        run.Known!.TryGetValue(frame.InstancePath(node.Id), out var entries) && entries.Kind == ValueKind.List ? entries.AsList().Select(entry => entry.AsDict()) : [];

    private static bool AreSame(GraphNode node, ValueMap read, ReadOnlySpan<Value> inputs)
    {
        if (read.Count != inputs.Length)
        {
            return false;
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            if (!read.TryGetValue(node.Inputs[i].Name, out var value) || value != inputs[i])
            {
                return false;
            }
        }

        return true;
    }
}
