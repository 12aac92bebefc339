using RayFlow.Engine.Planning;

namespace RayFlow.Grains.Runs;

/// <summary>What a node's execution may change: the nodes behind it by exec and data edges.</summary>
internal static class Downstream
{
    /// <summary>The node and everything behind it.</summary>
    public static HashSet<int> Of(FlowGraph graph, int from)
    {
        var readers = graph.Nodes.SelectMany(node => node.Inputs.Where(slot => slot.Source >= 0).Select(slot => (slot.Source, node.Index))).ToLookup(pair => pair.Source, pair => pair.Index);
        var found = new HashSet<int>();
        var stack = new Stack<int>([from]);
        while (stack.TryPop(out var at))
        {
            if (!found.Add(at))
            {
                continue;
            }

            foreach (var next in graph.Nodes[at].Ports.SelectMany(port => port.Targets).Concat(readers[at]))
            {
                stack.Push(next);
            }
        }

        return found;
    }
}
