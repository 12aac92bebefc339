using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Validation;

/// <summary>The circles of a graph: the sets of nodes that can all reach each other.</summary>
internal sealed class Circles
{
    private readonly Func<int, int> _target;
    private readonly Adjacency _inside;
    private readonly int[] _of;

    public Circles(Adjacency outgoing, Func<int, int> target)
    {
        _target = target;
        All = StrongComponents.Cyclic(outgoing, target);
        _of = new int[outgoing.NodeCount];
        Array.Fill(_of, -1);
        for (var circle = 0; circle < All.Count; circle++)
        {
            foreach (var node in All[circle])
            {
                _of[node] = circle;
            }
        }

        _inside = outgoing.Where((node, edge) => Has(node, target(edge)));
    }

    /// <summary>The circles, each in ascending order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> All { get; }

    /// <summary>The circle that a node is in, or -1.</summary>
    public int Of(int node) => _of[node];

    /// <summary>Whether two nodes are in the same circle.</summary>
    public bool Has(int from, int to) => _of[from] >= 0 && _of[from] == _of[to];

    /// <summary>The edges of a shortest way round through a circle's first node.</summary>
    public List<int>? Shortest(IReadOnlyList<int> circle, ref int steps) => Ways.Shortest(_inside, _target, circle[0], circle[0], ref steps);
}
