using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>Tells every node which branches of which sequences lead to it, so that a branch is known to have settled by counting.</summary>
internal static class SequencePlan
{
    public static void Assign(GraphNode[] nodes)
    {
        foreach (var sequence in nodes)
        {
            if (sequence.Operation != ControlOperation.Sequence || sequence.Region < 0)
            {
                continue;
            }

            for (var port = 0; port < sequence.Ports.Length - 1; port++)
            {
                foreach (var member in Reachable(nodes, sequence, port))
                {
                    nodes[member].Branches = [.. nodes[member].Branches, (sequence.Index, port)];
                }
            }
        }
    }

    private static HashSet<int> Reachable(GraphNode[] nodes, GraphNode sequence, int port)
    {
        var found = new HashSet<int>();
        var stack = new Stack<int>(sequence.Ports[port].Targets);
        while (stack.TryPop(out var at))
        {
            // What a member owns runs in frames of its own; the member itself counts until they are done.
            if (nodes[at].Region != sequence.Region || !found.Add(at))
            {
                continue;
            }

            foreach (var next in nodes[at].Ports)
            {
                Array.ForEach(next.Targets, stack.Push);
            }
        }

        return found;
    }
}
