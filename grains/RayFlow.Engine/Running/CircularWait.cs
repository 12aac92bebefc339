using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>
/// Readers that wait for each other while nothing runs that could help them. The validator refuses flows in which this must happen; where it
/// happens only if a branch is not taken, the first of them fails, so that every run ends.
/// </summary>
internal static class CircularWait
{
    /// <summary>Whether readers wait and nothing else is going on. Looked into only while some reader waits, and then until something is found that runs.</summary>
    public static bool Exists(RunState run)
    {
        if (run.Blocked == 0 || run.Ready.Count > 0 || run.IsPaused)
        {
            return false;
        }

        foreach (var frame in run.Frames.Values)
        {
            if (frame.TurnGathering?.Asked.Count > 0 || IsAnythingRunning(frame))
            {
                return false;
            }
        }

        return true;
    }

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

    private static bool IsAnythingRunning(Frame frame)
    {
        foreach (ref readonly var slot in frame.Slots.AsSpan())
        {
            if (slot.State is NodeState.Running or NodeState.Retrying or NodeState.Waiting || slot.Activity?.Gathering?.Asked.Count > 0)
            {
                return true;
            }
        }

        return false;
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
            foreach (var (local, waiters) in home.Waiters ?? [])
            {
                if (waiters.Exists(waiter => waiter.Frame == frame && waiter.Node == reader.Index))
                {
                    return run.Graph.Nodes[home.Region.Nodes[local]];
                }
            }
        }

        return reader;
    }
}
