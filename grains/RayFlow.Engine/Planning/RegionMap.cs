using System.Collections.Immutable;

namespace RayFlow.Engine.Planning;

/// <summary>
/// Which region each node of a flow belongs to. A region is what can be reached from one exec output of a loop or a try;
/// a node that several could own belongs to the innermost, and of equals to the one whose owner comes first.
/// Every exec edge that this makes cross a border is a leak. Exec edges that close a cycle count for neither.
/// Linear in nodes and edges.
/// </summary>
public sealed class RegionMap
{
    private readonly int[] _enter;
    private readonly int[] _leave;
    private readonly Dictionary<(int Owner, string Output), int> _opened;

    private RegionMap(Growth growth, TopologicalOrder order, ImmutableArray<RegionLeak> leaks)
    {
        _opened = growth.Opened;
        Regions = [.. growth.Regions];
        RegionOfNode = ImmutableArray.Create(growth.RegionOfNode);
        Leaks = leaks;
        Order = ImmutableArray.Create(order.Nodes);
        Closing = ImmutableArray.Create(order.Closing);
        (_enter, _leave) = Nest(Regions);
    }

    /// <summary>The regions; a parent stands before its children, and 0 is the flow itself. An owner's output without an edge has none.</summary>
    public ImmutableArray<FlowRegion> Regions { get; }

    /// <summary>Per node: the index of its innermost region; 0 for a node without exec edges.</summary>
    public ImmutableArray<int> RegionOfNode { get; }

    /// <summary>The edges that enter a region elsewhere than through its owner, in the order of the edges.</summary>
    public ImmutableArray<RegionLeak> Leaks { get; }

    /// <summary>The nodes so that every exec edge leads forwards, but for those in <see cref="Closing"/>.</summary>
    public ImmutableArray<int> Order { get; }

    /// <summary>Per edge: whether it closes a cycle.</summary>
    public ImmutableArray<bool> Closing { get; }

    /// <summary>Finds the regions of a graph.</summary>
    /// <param name="nodeCount">How many nodes there are; edges name them by index.</param>
    /// <param name="edges">The exec edges.</param>
    public static RegionMap Of(int nodeCount, IReadOnlyList<RegionEdge> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var outgoing = Adjacency.Of(nodeCount, edges.Count, edge => edges[edge].Source);
        var order = TopologicalOrder.Of(outgoing, edges.Count, edge => edges[edge].Target);
        var growth = new Growth(nodeCount);
        foreach (var node in order.Nodes)
        {
            foreach (var edge in outgoing[node])
            {
                if (!order.Closing[edge])
                {
                    growth.Follow(edges[edge]);
                }
            }
        }

        return new RegionMap(growth, order, growth.Leaks(edges, order.Closing));
    }

    /// <summary>The region that an owner's output opens, or -1 if no edge leaves it. O(1).</summary>
    public int Opened(int owner, string output) => _opened.GetValueOrDefault((owner, output), -1);

    /// <summary>Whether a region is another or lies inside it, at any depth. O(1).</summary>
    public bool IsWithin(int region, int outer) => _enter[outer] <= _enter[region] && _leave[region] <= _leave[outer];

    private static (int[] Enter, int[] Leave) Nest(ImmutableArray<FlowRegion> regions)
    {
        // Sizes bottom-up, places top-down: parents have smaller indices than their children.
        var size = new int[regions.Length];
        for (var i = regions.Length - 1; i >= 0; i--)
        {
            size[i]++;
            if (i > 0)
            {
                size[regions[i].Parent] += size[i];
            }
        }

        var enter = new int[regions.Length];
        var leave = new int[regions.Length];
        var next = new int[regions.Length];
        for (var i = 0; i < regions.Length; i++)
        {
            if (i > 0)
            {
                enter[i] = next[regions[i].Parent];
                next[regions[i].Parent] += size[i];
            }

            next[i] = enter[i] + 1;
            leave[i] = enter[i] + size[i];
        }

        return (enter, leave);
    }

    /// <summary>Regions while they grow along the edges, sources always before their targets.</summary>
    private sealed class Growth(int nodeCount)
    {
        private readonly List<int> _depth = [0];

        public Dictionary<(int Owner, string Output), int> Opened { get; } = [];

        public List<FlowRegion> Regions { get; } = [new FlowRegion(0, -1, -1, "")];

        public int[] RegionOfNode { get; } = new int[nodeCount];

        public void Follow(RegionEdge edge)
        {
            var region = RegionBehind(edge);
            if (_depth[region] > _depth[RegionOfNode[edge.Target]])
            {
                RegionOfNode[edge.Target] = region;
            }
        }

        public ImmutableArray<RegionLeak> Leaks(IReadOnlyList<RegionEdge> edges, bool[] closing)
        {
            var leaks = ImmutableArray.CreateBuilder<RegionLeak>();
            for (var i = 0; i < edges.Count; i++)
            {
                if (!closing[i] && RegionBehind(edges[i]) is var from && from != RegionOfNode[edges[i].Target])
                {
                    leaks.Add(new RegionLeak(i, from, RegionOfNode[edges[i].Target]));
                }
            }

            return leaks.ToImmutable();
        }

        private int RegionBehind(RegionEdge edge)
        {
            var outer = RegionOfNode[edge.Source];
            if (edge.Opens is not { } output)
            {
                return outer;
            }

            if (!Opened.TryGetValue((edge.Source, output), out var region))
            {
                region = Regions.Count;
                Regions.Add(new FlowRegion(region, outer, edge.Source, output));
                _depth.Add(_depth[outer] + 1);
                Opened.Add((edge.Source, output), region);
            }

            return region;
        }
    }
}
