using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Validation;

/// <summary>Ways through a graph, for messages.</summary>
internal static class Ways
{
    /// <summary>
    /// The edges of a shortest way from one node to another, at least one edge even if they are the same;
    /// null if there is none or it was not found within the number of steps left, which is counted down.
    /// </summary>
    public static List<int>? Shortest(Adjacency outgoing, Func<int, int> target, int from, int to, ref int steps)
    {
        var cameBy = new Dictionary<int, (int Edge, int Node)>();
        var open = new Queue<int>([from]);
        while (open.TryDequeue(out var node))
        {
            foreach (var edge in outgoing[node])
            {
                if (--steps < 0)
                {
                    return null;
                }

                if (!cameBy.TryAdd(target(edge), (edge, node)))
                {
                    continue;
                }

                if (target(edge) == to)
                {
                    return Back(cameBy, from, to);
                }

                open.Enqueue(target(edge));
            }
        }

        return null;
    }

    private static List<int> Back(Dictionary<int, (int Edge, int Node)> cameBy, int from, int to)
    {
        var way = new List<int>();
        do
        {
            var (edge, node) = cameBy[to];
            way.Add(edge);
            to = node;
        }
        while (to != from);

        way.Reverse();
        return way;
    }
}
