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

        DataGatherer.GiveUp(run, frame.TurnGathering);
        frame.TurnGathering = null;
        foreach (var index in frame.Region.Nodes)
        {
            CancelInstance(run, frame, run.Graph.Nodes[index]);
        }

        ExecutionPlanner.WakeAllOver(run, frame);
        ExecutionPlanner.CheckSettled(run, frame);
    }

    /// <summary>Cancels a child run: now, and again after a crash until its end comes.</summary>
    public static void CancelCall(RunState run, Frame frame, GraphNode node, int attempt)
    {
        run.Children.Cancel(frame, node, attempt);
        run.Instructions.Add(new CancelCall(frame, node, attempt));
    }

    /// <summary>Ends the run here and now, whatever state it is in.</summary>
    public static void Terminate(RunState run, OutcomeKind kind, NodeError error)
    {
        StopAll(run);
        run.IsPaused = false;
        run.SettledFrames.Clear();
        run.Outcome = new Outcome(kind, run.Now, Error: new RaisedError(error, error.NodeId ?? "", "", 0) { Before = run.Here });
        run.Observer?.Ended(run.Outcome);
    }

    /// <summary>Ends the run at once, finally regions included.</summary>
    public static void Abandon(RunState run)
    {
        StopAll(run);
        run.SettledFrames.Clear();
        run.SettledFrames.Enqueue(run.Root);
    }

    private static void StopAll(RunState run)
    {
        foreach (var frame in run.LiveFrames())
        {
            frame.Cancelling = true;
            DataGatherer.GiveUp(run, frame.TurnGathering);
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
    }

    private static void CancelInstance(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        if (slot.State is NodeState.Idle or >= NodeState.Completed)
        {
            return;
        }

        if (slot.State == NodeState.Steering && node.OwnsRegions)
        {
            // The owner settles when its frames have: each may have finally regions to run.
            for (var (child, next) = (frame.FirstChild, frame.FirstChild?.NextSibling); child is not null; (child, next) = (next, next?.NextSibling))
            {
                if (child.Region.Owner == node.Index && !RegionRunner.IsFinally(run, child))
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
        if (slot.State == NodeState.Running && node.Operation != ControlOperation.Checkpoint)
        {
            if (node.Operation == ControlOperation.Call)
            {
                CancelCall(run, frame, node, slot.Activity!.Attempt);
            }
            else
            {
                run.Instructions.Add(new CancelNode(frame, node));
            }
        }

        DataGatherer.GiveUp(run, slot.Activity?.Gathering);
        run.Outside -= slot.IsOutside ? 1 : 0;
        slot.State = NodeState.Cancelled;
        slot.Activity = null;
        run.Observer?.Cancelled(frame, node);
    }
}
