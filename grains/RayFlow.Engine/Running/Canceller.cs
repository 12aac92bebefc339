using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>Ends frames from outside. Finally regions inside them still run; a frame has settled when they have.</summary>
internal static class Canceller
{
    /// <summary>Ends the run as soon as finally regions have run. The first outcome stands, except that an error replaces a result.</summary>
    public static void End(RunState run, Outcome outcome)
    {
        if (run.Ending is null || (run.Ending.Kind == OutcomeKind.Completed && outcome.Kind == OutcomeKind.Failed))
        {
            run.Ending = outcome;
            run.EventsBeforeFailure = run.IsFolding ? run.Folded - 1 : run.Folded;
        }

        Cancel(run, run.Root);
    }

    /// <summary>Ends everything that is active in a frame.</summary>
    public static void Cancel(RunState run, Frame frame)
    {
        if (frame.Cancelling)
        {
            return;
        }

        frame.Cancelling = true;
        if (frame.Deciding)
        {
            frame.Deciding = false;
            frame.Active--;
        }
        else if (frame.TurnGathering is not null)
        {
            frame.Settled = false; // it had settled and was gathering what it adds to its loop's list; now it adds nothing
        }

        frame.TurnGathering = null;
        foreach (var index in frame.Region.Nodes)
        {
            CancelInstance(run, frame, run.Graph.Nodes[index]);
        }

        ExecutionPlanner.CheckSettled(run, frame);
    }

    /// <summary>Ends the run at once, finally regions included.</summary>
    public static void Abandon(RunState run)
    {
        foreach (var frame in run.Frames.Values.ToList())
        {
            frame.Cancelling = true;
            foreach (var index in frame.Region.Nodes)
            {
                var node = run.Graph.Nodes[index];
                if (frame.Slot(node).State is > NodeState.Idle and < NodeState.Completed)
                {
                    Stop(run, frame, node);
                }
            }
        }

        run.Ready.Clear();
        run.SettledFrames.Clear();
        run.SettledFrames.Enqueue(run.Root);
    }

    private static void CancelInstance(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        if (slot.State is NodeState.Idle or >= NodeState.Completed)
        {
            return;
        }

        if (slot.State == NodeState.Steering && slot.Activity is { Loop: not null } or { Try: not null })
        {
            // The owner settles when its frames have: each may have finally regions to run.
            foreach (var child in frame.Children?.Where(child => child.Region.Owner == node.Index).ToList() ?? [])
            {
                if (!RegionRunner.IsFinally(run, child))
                {
                    Cancel(run, child);
                }
            }

            return;
        }

        Stop(run, frame, node);
        frame.Active--;
    }

    private static void Stop(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        if (slot.State == NodeState.Running)
        {
            run.Instructions.Add(node.Operation == ControlOperation.Call
                ? new CancelCall(frame, node, slot.Activity!.Attempt)
                : new CancelNode(frame, node));
        }

        foreach (var heavy in slot.Activity?.Gathering?.Heavy?.Where(entry => entry.Value is null) ?? [])
        {
            run.Instructions.Add(new CancelNode(frame, run.Graph.Nodes[heavy.Key]));
        }

        slot.State = NodeState.Cancelled;
        slot.Activity = null;
        run.Observer?.Cancelled(frame, node);
    }
}
