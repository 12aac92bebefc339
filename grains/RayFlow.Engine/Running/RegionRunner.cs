using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Frames: how they open, what their owners give them to read, and what follows when they have settled.</summary>
internal static class RegionRunner
{
    /// <summary>Opens a frame of a region.</summary>
    public static Frame Open(RunState run, Frame parent, GraphNode owner, int port, long turn = 0, Value element = default)
    {
        var frame = new Frame(++run.LastFrame, run.Graph, run.Graph.Regions[owner.PortRegions[port]], parent, turn, element);
        run.Frames.Add(frame.Id, frame);
        (parent.Children ??= []).Add(frame);
        return frame;
    }

    /// <summary>Forgets a frame.</summary>
    public static void Close(RunState run, Frame frame)
    {
        run.Frames.Remove(frame.Id);
        frame.Parent?.Children?.Remove(frame);
    }

    /// <summary>What an owner gives to the nodes inside its region: element and index of a turn, the error of a catch.</summary>
    public static bool TryReadOwner(Frame frame, GraphNode owner, int output, out Value value)
    {
        value = default;
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (at.Region.Owner != owner.Index)
            {
                continue;
            }

            switch (owner.Outputs[output])
            {
                case "element":
                    value = at.Element;
                    return true;
                case "index":
                    value = owner.Operation == ControlOperation.ForRange ? at.Element : at.Turn;
                    return true;
                case "error" when at.Parent.Slot(owner).Activity?.Try?.Caught is { } caught:
                    value = caught;
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The frame of the nearest try around a frame, itself included; null if there is none.</summary>
    public static Frame? FindTry(RunState run, Frame frame)
    {
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (run.Graph.Nodes[at.Region.Owner].Operation == ControlOperation.Try)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Whether a frame is the finally part of a try.</summary>
    public static bool IsFinally(RunState run, Frame frame) =>
        run.Graph.Nodes[frame.Region.Owner] is { Operation: ControlOperation.Try } owner && owner.Ports[frame.Region.Port].Name == "exec-finally";

    /// <summary>An error that goes on outwards after a finally region around a frame; null if there is none.</summary>
    public static RaisedError? ErrorOnItsWay(RunState run, Frame frame)
    {
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (IsFinally(run, at) && at.Parent.Slot(run.Graph.Nodes[at.Region.Owner]).Activity?.Try?.Outward is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Ends a part of a try with an error.</summary>
    public static void Raise(RunState run, Frame region, RaisedError error)
    {
        if (region.Parent!.Slot(run.Graph.Nodes[region.Region.Owner]).Activity?.Try is { } progress)
        {
            progress.Raised ??= error;
        }

        Canceller.Cancel(run, region);
    }

    /// <summary>Starts a try: its body.</summary>
    public static void StartTry(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        slot.Activity ??= new Activity();
        slot.Activity.Try = new TryProgress { Port = node.PortIndex("exec-try") };
        ExecutionPlanner.Enter(run, Open(run, frame, node, slot.Activity.Try.Port));
    }

    /// <summary>A frame has nothing left to do.</summary>
    public static void Settled(RunState run, Frame frame)
    {
        var (parent, owner) = (frame.Parent!, run.Graph.Nodes[frame.Region.Owner]);
        if (owner.IsLoop)
        {
            LoopRunner.TurnSettled(run, parent, owner, frame);
            return;
        }

        Close(run, frame);
        if (parent.Slot(owner).Activity?.Try is { } progress)
        {
            PartSettled(run, parent, owner, progress, owner.Ports[frame.Region.Port].Name);
        }
    }

    /// <summary>An owner that is being ended has no frames left.</summary>
    public static void SettleCancelled(RunState run, Frame frame, GraphNode owner)
    {
        frame.Slot(owner).State = NodeState.Cancelled;
        run.Observer?.Cancelled(frame, owner);
        ExecutionPlanner.Leave(run, frame, owner);
    }

    private static void PartSettled(RunState run, Frame parent, GraphNode owner, TryProgress progress, string part)
    {
        var raised = progress.Raised;
        progress.Raised = null;
        var hasCatch = owner.Ports[owner.PortIndex("exec-catch")].Targets.Length > 0;
        if (part == "exec-try" && raised is not null && hasCatch && !parent.Cancelling)
        {
            progress.Caught = raised.Error.ToValue(raised.NodeId, raised.Attempt);
            StartPart(run, parent, owner, progress, "exec-catch");
            return;
        }

        progress.Outward = raised ?? progress.Outward;
        if (part != "exec-finally" && owner.Ports[owner.PortIndex("exec-finally")].Targets.Length > 0)
        {
            StartPart(run, parent, owner, progress, "exec-finally");
            return;
        }

        Finish(run, parent, owner, progress);
    }

    private static void StartPart(RunState run, Frame parent, GraphNode owner, TryProgress progress, string port)
    {
        progress.Port = owner.PortIndex(port);
        ExecutionPlanner.Enter(run, Open(run, parent, owner, progress.Port));
    }

    private static void Finish(RunState run, Frame parent, GraphNode owner, TryProgress progress)
    {
        if (parent.Cancelling)
        {
            // An error of a finally region replaces a result that was on its way out.
            if (progress.Outward is { } late && run.Ending?.Kind == OutcomeKind.Completed)
            {
                Canceller.End(run, new Outcome(OutcomeKind.Failed, run.Now, Error: late));
            }

            SettleCancelled(run, parent, owner);
            return;
        }

        if (progress.Outward is { } error)
        {
            FailureRouter.Give(run, parent, owner, error);
            return;
        }

        var outputs = new Value[owner.Outputs.Length];
        outputs[owner.OutputIndex("error")] = progress.Caught is { } caught ? caught : Value.Null;
        ExecutionPlanner.Complete(run, parent, owner, outputs, -1);
    }
}
