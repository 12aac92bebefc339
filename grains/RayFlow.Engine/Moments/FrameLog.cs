using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Moments;

/// <summary>A frame over the time of its run.</summary>
internal sealed class FrameLog
{
    private readonly List<(long Sequence, int Source, int Port, bool? IsLive)> _edges = [];

    public FrameLog(long id, string path, GraphRegion region, FrameLog? parent, int place, long opened)
    {
        (Id, Path, Region, Parent, Place, Opened) = (id, path, region, parent, place, opened);
        Last = new int[region.Nodes.Length];
        Array.Fill(Last, -1);
    }

    public long Id { get; }

    public string Path { get; }

    public GraphRegion Region { get; }

    public FrameLog? Parent { get; }

    /// <summary>Its place among the frames of the run.</summary>
    public int Place { get; }

    /// <summary>The event after which it is open.</summary>
    public long Opened { get; }

    /// <summary>The event after which it is over.</summary>
    public long Closed { get; set; } = long.MaxValue;

    /// <summary>The event after which another frame stands in its place: a retry took back what led to it.</summary>
    public long Replaced { get; set; } = long.MaxValue;

    /// <summary>Per node the last change of its instance; -1: none.</summary>
    public int[] Last { get; }

    /// <summary>The same for the free pure nodes that were evaluated in it, by their number.</summary>
    public SortedList<int, int> Free { get; } = [];

    /// <summary>The last change of a node's instance in it; -1: none.</summary>
    public int LastOf(GraphNode node) => node.IsFree ? Free.GetValueOrDefault(node.FreeIndex, -1) : Last[node.Local];

    /// <summary>An instance has changed.</summary>
    public void SetLast(GraphNode node, int change)
    {
        if (node.IsFree)
        {
            Free[node.FreeIndex] = change;
        }
        else
        {
            Last[node.Local] = change;
        }
    }

    /// <summary>The ports that have settled so far.</summary>
    public IEnumerable<(int Source, int Port)> SettledPorts => _edges.Select(edge => (edge.Source, edge.Port)).Distinct();

    /// <summary>The edges of a port have settled, or are pending again.</summary>
    public void Settle(long sequence, int source, int port, bool? isLive) => _edges.Add((sequence, source, port, isLive));

    /// <summary>Which ports had settled after an event.</summary>
    public Dictionary<(int Source, int Port), bool> SettledAt(long sequence)
    {
        var settled = new Dictionary<(int, int), bool>();
        foreach (var (at, source, port, isLive) in _edges)
        {
            if (at > sequence)
            {
                break;
            }

            if (isLive is { } live)
            {
                settled[(source, port)] = live;
            }
            else
            {
                settled.Remove((source, port));
            }
        }

        return settled;
    }
}
