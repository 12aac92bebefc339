using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>Says why a run that has nothing left to fire reached no RETURN.</summary>
internal static class NoReturn
{
    private const int MostExplained = 10;

    public static NodeError Explain(RunState run)
    {
        var reasons = run.Graph.Returns.Take(MostExplained).Select(index => Reason(run, run.Graph.Nodes[index])).ToList();
        if (run.Graph.Returns.Length > MostExplained)
        {
            reasons.Add($"and {run.Graph.Returns.Length - MostExplained} more");
        }

        return new NodeError("no_return", $"The run has nothing left to do and reached no RETURN: {string.Join("; ", reasons)}.", false);
    }

    private static string Reason(RunState run, GraphNode node)
    {
        if (node.Region < 0)
        {
            return $"'{node.Id}' cannot be reached from START";
        }

        if (node.Region > 0)
        {
            return $"'{node.Id}' is inside '{run.Graph.Nodes[run.Graph.Regions[node.Region].Owner].Id}', where it was not reached";
        }

        ref var slot = ref run.Root.Slot(node);
        if (slot.State == NodeState.Failed)
        {
            return $"'{node.Id}' failed";
        }

        if (slot.Cause == 0)
        {
            return $"'{node.Id}' waits for more live exec edges than lead to it";
        }

        var cause = run.Graph.Nodes[slot.Cause - 1];
        return $"'{node.Id}' was skipped because '{cause.Id}' {(run.Root.Slot(cause).State == NodeState.Failed ? "failed" : "went another way")}";
    }
}
