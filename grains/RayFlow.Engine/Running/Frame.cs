using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>One execution of a region: the root, a turn of a loop, or a part of a try.</summary>
public sealed class Frame
{
    private string? _path;
    private ulong _evaluated;
    private ulong[]? _evaluatedMore;

    internal Frame(long id, FlowGraph graph, GraphRegion region, Frame? parent, long turn, Value element)
    {
        Id = id;
        Graph = graph;
        Region = region;
        Parent = parent;
        Turn = turn;
        Element = element;
        Slots = region.Fresh.AsSpan().ToArray();
    }

    /// <summary>A frame that is over and of which only the number and the path are known.</summary>
    internal static Frame Left(long id, string path, FlowGraph graph) => new(id, graph, graph.Regions[0], null, 0, default) { _path = path, Cancelling = true };

    /// <summary>Its number in the run; the root is 0. The same in every replay.</summary>
    public long Id { get; }

    /// <summary>Its place in words such as <c>for1[3]/try1[catch]</c>; empty for the root.</summary>
    public string Path => _path ??= MakePath();

    internal FlowGraph Graph { get; }

    internal GraphRegion Region { get; }

    internal Frame? Parent { get; }

    /// <summary>The turn of a loop, from 0.</summary>
    internal long Turn { get; }

    /// <summary>The item of a for-each, the number of a for-range.</summary>
    internal Value Element { get; }

    internal NodeSlot[] Slots { get; }

    /// <summary>Instances that are between firing and settling.</summary>
    internal int Active { get; set; }

    /// <summary>The oldest of its frames of loops and tries that are live.</summary>
    internal Frame? FirstChild { get; private set; }

    /// <summary>The next younger frame of the same parent.</summary>
    internal Frame? NextSibling { get; private set; }

    /// <summary>It is being ended from outside; only finally regions still run.</summary>
    internal bool Cancelling { get; set; }

    /// <summary>It is a turn whose condition has not been decided; this counts as one active instance.</summary>
    internal bool Deciding { get; set; }

    /// <summary>It waits to be dealt with as settled.</summary>
    internal bool Settled { get; set; }

    /// <summary>Instances that wait for one of its nodes to settle, by that node's place.</summary>
    internal Dictionary<int, List<(Frame Frame, int Node, Purpose Purpose)>>? Waiters { get; set; }

    /// <summary>What is being gathered for the loop that it is a turn of.</summary>
    internal Gathering? TurnGathering { get; set; }

    /// <summary>The free pure nodes that were evaluated in it, a bit each.</summary>
    internal ulong[] Evaluated
    {
        get => [_evaluated, .. _evaluatedMore.AsSpan() is [_, .. var more] ? more : []];
        init => (_evaluated, _evaluatedMore) = (value[0], value.Length > 1 ? value : null);
    }

    private Frame? LastChild { get; set; }

    private Frame? PreviousSibling { get; set; }

    internal ref NodeSlot Slot(GraphNode node) => ref Slots[node.Local];

    /// <summary>Whether a node of it has settled, or never will because the frame is being ended.</summary>
    internal bool IsOver(GraphNode node) => Slot(node).State is var state && (state >= NodeState.Completed || (Cancelling && state == NodeState.Idle));

    /// <summary>The id of an instance in this frame: <c>for1[3]/add</c>, or <c>add</c> in the root.</summary>
    public string InstancePath(string nodeId) => Path.Length == 0 ? Escape(nodeId) : $"{Path}/{Escape(nodeId)}";

    /// <summary>Adds a frame of a region of one of its nodes.</summary>
    internal void Add(Frame child)
    {
        child.PreviousSibling = LastChild;
        if (LastChild is null)
        {
            FirstChild = child;
        }
        else
        {
            LastChild.NextSibling = child;
        }

        LastChild = child;
    }

    /// <summary>Removes a frame that has settled. Whoever walks along the siblings takes the next one before.</summary>
    internal void Remove(Frame child)
    {
        if (child.PreviousSibling is { } previous)
        {
            previous.NextSibling = child.NextSibling;
        }
        else
        {
            FirstChild = child.NextSibling;
        }

        if (child.NextSibling is { } next)
        {
            next.PreviousSibling = child.PreviousSibling;
        }
        else
        {
            LastChild = child.PreviousSibling;
        }

        (child.PreviousSibling, child.NextSibling) = (null, null);
    }

    /// <summary>Remembers that a free pure node was evaluated in it; false if it was before.</summary>
    internal bool MarkEvaluated(GraphNode free)
    {
        var bit = 1UL << (free.FreeIndex & 63);
        ref var word = ref _evaluated;
        if (free.FreeIndex >= 64)
        {
            // Most flows have few free pure nodes, and a frame of theirs needs no array.
            _evaluatedMore ??= new ulong[(Graph.FreeCount / 64) + 1];
            word = ref _evaluatedMore[free.FreeIndex >> 6];
        }

        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    /// <summary>A node id as paths and keys have it: characters that they use themselves are escaped.</summary>
    public static string Escape(string id) => id.AsSpan().ContainsAny("/[]%@")
        ? id.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal).Replace("[", "%5B", StringComparison.Ordinal)
            .Replace("]", "%5D", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal)
        : id;

    private string MakePath()
    {
        if (Parent is null)
        {
            return "";
        }

        var owner = Graph.Nodes[Region.Owner];
        var part = owner.IsLoop ? Turn.ToString(CultureInfo.InvariantCulture) : owner.Ports[Region.Port].Name["exec-".Length..];
        return $"{Parent.InstancePath(owner.Id)}[{part}]";
    }
}
