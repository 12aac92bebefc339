namespace RayFlow.Engine.Planning;

/// <summary>The edges of a graph by the node that they leave: two arrays instead of a list per node.</summary>
internal sealed class Adjacency
{
    private readonly int[] _first;
    private readonly int[] _edges;

    private Adjacency(int[] first, int[] edges) => (_first, _edges) = (first, edges);

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _first.Length - 1;

    /// <summary>Groups edges by the node that <paramref name="from"/> gives; a negative node leaves the edge out. Linear.</summary>
    public static Adjacency Of(int nodeCount, int edgeCount, Func<int, int> from)
    {
        var first = new int[nodeCount + 1];
        for (var edge = 0; edge < edgeCount; edge++)
        {
            if (from(edge) is >= 0 and var node)
            {
                first[node + 1]++;
            }
        }

        for (var node = 0; node < nodeCount; node++)
        {
            first[node + 1] += first[node];
        }

        var edges = new int[first[nodeCount]];
        var next = first.AsSpan(0, nodeCount).ToArray();
        for (var edge = 0; edge < edgeCount; edge++)
        {
            if (from(edge) is >= 0 and var node)
            {
                edges[next[node]++] = edge;
            }
        }

        return new Adjacency(first, edges);
    }

    /// <summary>The edges of a node in their order.</summary>
    public ReadOnlySpan<int> this[int node] => _edges.AsSpan(_first[node].._first[node + 1]);

    /// <summary>The same nodes with some of their edges.</summary>
    public Adjacency Where(Func<int, int, bool> keeps)
    {
        var first = new int[_first.Length];
        var edges = new List<int>();
        for (var node = 0; node < NodeCount; node++)
        {
            foreach (var edge in this[node])
            {
                if (keeps(node, edge))
                {
                    edges.Add(edge);
                }
            }

            first[node + 1] = edges.Count;
        }

        return new Adjacency(first, [.. edges]);
    }
}
