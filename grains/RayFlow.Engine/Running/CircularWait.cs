using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>
/// Readers that wait for each other while nothing runs that could help them. The validator refuses flows in which this must happen; where it
/// happens only if a branch is not taken, the first of them fails, so that every run ends.
/// </summary>
internal static class CircularWait
{
    /// <summary>Whether readers wait and nothing else is going on.</summary>
    public static bool Exists(RunState run) => run is { Blocked: > 0, Outside: 0, Ready.Count: 0, IsPaused: false };

    /// <summary>Lets the first of the waiting readers fail.</summary>
    public static void Break(RunState run)
    {
        foreach (var frame in run.LiveFrames())
        {
            if (frame.TurnGathering is { IsBlocked: true })
            {
                Fail(run, frame, run.Graph.Nodes[frame.Region.Owner]);
                return;
            }

            foreach (var index in frame.Region.Nodes)
            {
                var node = run.Graph.Nodes[index];
                if (frame.Slot(node).Activity?.Gathering is { IsBlocked: true })
                {
                    Fail(run, frame, node);
                    return;
                }
            }
        }
    }

    private static void Fail(RunState run, Frame frame, GraphNode reader)
    {
        var source = SourceOf(run, frame, reader);
        var error = new NodeError("circular_wait", $"Node '{reader.Id}' waits to read from node '{source.Id}', which waits for '{reader.Id}' in turn. Read from a node that runs before it.", false);
        EventFolder.FailGathering(run, frame, reader, error);
    }

    private static GraphNode SourceOf(RunState run, Frame frame, GraphNode reader)
    {
        for (var home = frame; home is not null; home = home.Parent)
        {
            // A dictionary's own order depends on what was in it before; the message may not.
            foreach (var local in home.Waiters?.Keys.Order() ?? Enumerable.Empty<int>())
            {
                if (home.Waiters![local].Exists(waiter => waiter.Frame == frame && waiter.Node == reader.Index))
                {
                    return run.Graph.Nodes[home.Region.Nodes[local]];
                }
            }
        }

        return reader;
    }
}
