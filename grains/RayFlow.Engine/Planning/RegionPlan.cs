using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>
/// Finds the regions: what a loop's <c>exec-body</c> and a try's <c>exec-try</c>, <c>exec-catch</c> and <c>exec-finally</c> lead to belongs to them.
/// Breadth first from START; entering such a port opens a region, every other port stays in the present one.
/// </summary>
internal static class RegionPlan
{
    public static GraphRegion[] Assign(GraphNode[] nodes, int start)
    {
        var members = new List<List<int>> { new() };
        var frames = new List<(int Parent, int Owner, int Port, int Depth)> { (-1, -1, -1, 0) };
        var queue = new Queue<int>();
        Array.ForEach(nodes, node => Array.Fill(node.PortRegions, -1));
        if (start >= 0)
        {
            Enter(start, 0);
        }

        while (queue.TryDequeue(out var at))
        {
            var node = nodes[at];
            for (var port = 0; port < node.Ports.Length; port++)
            {
                var region = node.Region;
                if (OpensRegion(node.Operation, node.Ports[port].Name))
                {
                    region = frames.Count;
                    frames.Add((node.Region, at, port, frames[node.Region].Depth + 1));
                    members.Add([]);
                    node.PortRegions[port] = region;
                }

                foreach (var target in node.Ports[port].Targets)
                {
                    Enter(target, region);
                }
            }
        }

        return [.. frames.Select((frame, i) => new GraphRegion(i, frame.Parent, frame.Owner, frame.Port, frame.Depth, [.. members[i]]))];

        void Enter(int at, int region)
        {
            if (nodes[at].Region < 0)
            {
                nodes[at].Region = region;
                nodes[at].Local = members[region].Count;
                members[region].Add(at);
                queue.Enqueue(at);
            }
        }
    }

    private static bool OpensRegion(ControlOperation operation, string port) => operation switch
    {
        ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While => port == "exec-body",
        ControlOperation.Try => port is "exec-try" or "exec-catch" or "exec-finally",
        _ => false,
    };
}
