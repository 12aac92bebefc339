using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Moments;

/// <summary>
/// Says why an instance is what it is at a moment: the edges that decided, each with the cause of its state, back to where that began. What was told
/// once is not told again, and a long way back is told by its two ends, so that the answer to any flow stays small.
/// </summary>
internal sealed class Explainer(RunRecording recording, long sequence)
{
    // JSON readers take 64 levels by default, and an edge takes two.
    private const int Deepest = 24;
    private const int MostEdges = 1_000;

    private readonly Wiring _wiring = Wiring.Of(recording.Graph);
    private readonly HashSet<(FrameLog Frame, int Node)> _told = [];
    private readonly Dictionary<FrameLog, Dictionary<(int Source, int Port), bool>> _settled = [];
    private int _edges;

    public Explanation? Explain(GraphNode node, string? path)
    {
        var frame = path is not null ? recording.Frames.Find(path, sequence)
            : node.IsFree ? recording.Frames.Find("", sequence)
            : recording.Frames.FindLast(node.Region, sequence);
        if (frame is null)
        {
            return path is null && node.Region > 0 ? NotYet(node) : null;
        }

        if (!node.IsFree && frame.Region.Index != node.Region)
        {
            return null;
        }

        var state = recording.StateAt(frame, node, sequence);
        var reason = Reason(frame, node, state);
        return new Explanation(node, frame.Path, sequence, state, reason, Causes(frame, node, state, reason, 1));
    }

    /// <summary>No frame of its region has opened: that hangs on the region's owner.</summary>
    private Explanation NotYet(GraphNode node)
    {
        var region = recording.Graph.Regions[node.Region];
        var owner = recording.Graph.Nodes[region.Owner];
        var outer = Explain(owner, null);
        var isOver = outer is null || outer.State > InstanceState.Waiting || outer.Reason == ExplainedBy.Never;
        DecidingEdge[] edges =
        [
            .. owner.Ports[region.Port].Edges.Take(1).Select(edge => new DecidingEdge(edge, owner, outer?.Frame ?? "", null, outer?.State ?? InstanceState.Pending, 0, outer?.Because ?? [])),
        ];
        return new Explanation(node, "", sequence, InstanceState.Pending, isOver ? ExplainedBy.Never : ExplainedBy.PendingEdges, edges);
    }

    private ExplainedBy Reason(FrameLog frame, GraphNode node, InstanceState state) => state switch
    {
        _ when node.IsFree => ExplainedBy.Evaluated,
        _ when node.Operation == ControlOperation.Start => ExplainedBy.Start,
        InstanceState.Skipped => ExplainedBy.DeadEdges,
        InstanceState.Cancelled => ExplainedBy.Ended,
        InstanceState.Ready => ExplainedBy.ItsTurn,
        InstanceState.Pending when recording.IsOver(frame, sequence) => ExplainedBy.Never,
        InstanceState.Pending => recording.IsBlocked(frame, node, sequence) ? ExplainedBy.PendingSources : ExplainedBy.PendingEdges,
        _ => ExplainedBy.Fired,
    };

    private List<DecidingEdge> Causes(FrameLog frame, GraphNode node, InstanceState state, ExplainedBy reason, int depth)
    {
        var causes = new List<DecidingEdge>();
        if (!_told.Add((frame, node.Index)))
        {
            return causes;
        }

        var found = reason == ExplainedBy.PendingSources ? Sources(frame, node) : Deciding(frame, node, state, reason);
        foreach (var (edge, home) in found)
        {
            if (++_edges > MostEdges)
            {
                break;
            }

            causes.Add(Cause(edge, home, depth));
        }

        return causes;
    }

    private DecidingEdge Cause(EdgeMoment edge, FrameLog home, int depth)
    {
        var state = recording.StateAt(home, edge.Source, sequence);
        if (depth < Deepest)
        {
            return new DecidingEdge(edge.Edge, edge.Source, home.Path, edge.IsLive, state, 0, Causes(home, edge.Source, state, Reason(home, edge.Source, state), depth + 1));
        }

        var (origin, omitted) = Origin(home, edge.Source, state);
        return new DecidingEdge(edge.Edge, edge.Source, home.Path, edge.IsLive, state, omitted, origin is null ? [] : [origin]);
    }

    /// <summary>Goes the rest of the way back along the first edge of each that decided.</summary>
    private (DecidingEdge? Origin, int Omitted) Origin(FrameLog frame, GraphNode node, InstanceState state)
    {
        var (origin, passed) = (default(DecidingEdge), 0);
        while (_told.Add((frame, node.Index)) && Deciding(frame, node, state, Reason(frame, node, state)) is [var (edge, home), ..])
        {
            (frame, node, state) = (home, edge.Source, recording.StateAt(home, edge.Source, sequence));
            origin = new DecidingEdge(edge.Edge, node, frame.Path, edge.IsLive, state, 0, []);
            passed++;
        }

        return (origin, Math.Max(0, passed - 1));
    }

    /// <summary>The exec edges into an instance that made it what it is, with the frames of their sources.</summary>
    private List<(EdgeMoment Edge, FrameLog Home)> Deciding(FrameLog frame, GraphNode node, InstanceState state, ExplainedBy reason)
    {
        if (!_settled.TryGetValue(frame, out var settled))
        {
            _settled.Add(frame, settled = frame.SettledAt(sequence));
        }

        var edges = _wiring.EdgesInto(node, settled);
        var deciding = reason switch
        {
            ExplainedBy.Fired or ExplainedBy.ItsTurn or ExplainedBy.Ended when edges.Any(static edge => edge.IsLive == true) =>
                node.Join.Mode == JoinMode.Strict && state == InstanceState.Failed ? edges : edges.Where(static edge => edge.IsLive == true),
            ExplainedBy.DeadEdges => edges.Where(static edge => edge.IsLive == false),
            ExplainedBy.PendingEdges or ExplainedBy.Never or ExplainedBy.Ended => edges.Where(static edge => edge.IsLive is null),
            _ => [],
        };
        return [.. deciding.Select(edge => (edge, Home(frame, edge.Source)))];
    }

    /// <summary>The data edges whose sources have not settled.</summary>
    private List<(EdgeMoment Edge, FrameLog Home)> Sources(FrameLog frame, GraphNode node)
    {
        var (found, seen, open) = (new List<(EdgeMoment, FrameLog)>(), new HashSet<int>(), new Stack<GraphNode>([node]));
        while (open.TryPop(out var reader))
        {
            foreach (var slot in reader.Inputs.Where(slot => slot.Source >= 0 && seen.Add(slot.Source)))
            {
                var source = recording.Graph.Nodes[slot.Source];
                if (source.IsFree)
                {
                    open.Push(source);
                }
                else if (HomeOf(frame, source) is { } home && recording.StateAt(home, source, sequence) < InstanceState.Completed)
                {
                    found.Add((new EdgeMoment(slot.Edge, source, null), home));
                }
            }
        }

        return found;
    }

    /// <summary>The frame of an exec edge's source: that of its target, or for the owner of the region the one around.</summary>
    private static FrameLog Home(FrameLog frame, GraphNode source) => HomeOf(frame, source) ?? frame;

    private static FrameLog? HomeOf(FrameLog frame, GraphNode source)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            if (at.Region.Index == source.Region)
            {
                return at;
            }
        }

        return null;
    }
}
