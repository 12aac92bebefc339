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
        var frame = new Frame(++run.LastFrame, run.Graph, run.Graph.Regions[owner.Ports[port].Region], parent, turn, element);
        run.Frames.Add(frame.Id, frame);
        parent.Add(frame);
        run.Budget.Hold(owner, frame);
        run.Details?.Opened(frame);
        return frame;
    }

    /// <summary>Forgets a frame.</summary>
    public static void Close(RunState run, Frame frame)
    {
        run.Frames.Remove(frame.Id);
        frame.Parent!.Remove(frame);
        run.Details?.Closed(frame);
    }

    /// <summary>The error of an owner whose regions would lie too deep; null if they do not.</summary>
    public static NodeError? TooDeep(RunState run, GraphNode owner)
    {
        var depth = run.Graph.Regions[owner.Region].Depth + 1;
        return depth <= run.Limits.MaxDepth
            ? null
            : new NodeError("too_deep", $"Node '{owner.Id}' is inside {depth - 1} loops and tries; at most {run.Limits.MaxDepth} may lie inside each other.", false);
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

    /// <summary>The innermost finally part around a frame after which an error goes on outwards; null if there is none.</summary>
    public static Frame? FindFinallyWithError(RunState run, Frame frame)
    {
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (IsFinally(run, at) && at.Parent.Slot(run.Graph.Nodes[at.Region.Owner]).Activity?.Try?.Outward is not null)
            {
                return at;
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
        if (TooDeep(run, node) is { } error)
        {
            FailureRouter.Fail(run, frame, node, error);
            return;
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        (slot.Activity ??= new Activity()).Try = new TryProgress();
        WaitStarter.LimitTime(run, frame, node, slot.Activity);
        StartPart(run, frame, node, "exec-try");
    }

    /// <summary>A try has taken too long: ends its part, without a catch but with finally, and fails it.</summary>
    public static void TimedOut(RunState run, Frame frame, GraphNode node, NodeError error)
    {
        var progress = frame.Slot(node).Activity!.Try!;
        progress.Error = progress.Outward = run.Raise(error, node, frame, 1);
        for (var (part, next) = (frame.FirstChild, frame.FirstChild?.NextSibling); part is not null; (part, next) = (next, next?.NextSibling))
        {
            if (part.Region.Owner == node.Index && !IsFinally(run, part))
            {
                Canceller.Cancel(run, part);
            }
        }
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
        progress.Error = raised ?? progress.Error;
        if (part == "exec-try" && raised is not null && progress.Outward is null && !parent.Cancelling && IsConnected(owner, "exec-catch"))
        {
            StartPart(run, parent, owner, "exec-catch");
            return;
        }

        progress.Outward = raised ?? progress.Outward;
        if (part != "exec-finally" && IsConnected(owner, "exec-finally"))
        {
            StartPart(run, parent, owner, "exec-finally");
            return;
        }

        Finish(run, parent, owner, progress, part == "exec-finally" ? raised : null);
    }

    private static bool IsConnected(GraphNode owner, string port) => owner.Ports[owner.PortIndex(port)].Targets.Length > 0;

    private static void StartPart(RunState run, Frame parent, GraphNode owner, string part)
    {
        parent.Slot(owner).Activity!.Try!.Part = part;
        ExecutionPlanner.Enter(run, Open(run, parent, owner, owner.PortIndex(part)));
    }

    private static void Finish(RunState run, Frame parent, GraphNode owner, TryProgress progress, RaisedError? ofFinally)
    {
        if (parent.Cancelling)
        {
            if (ofFinally is not null)
            {
                RaiseWhileEnding(run, parent, ofFinally);
            }

            SettleCancelled(run, parent, owner);
        }
        else if (progress.Outward is { } error)
        {
            FailureRouter.Give(run, parent, owner, error);
        }
        else
        {
            var caught = progress.Error;
            ExecutionPlanner.Complete(run, parent, owner, [caught?.Error.ToValue(caught.NodeId, caught.Attempt)], -1);
        }
    }

    /// <summary>A finally region failed while what is around it is being ended: the error takes the place of a result or of a break.</summary>
    private static void RaiseWhileEnding(RunState run, Frame frame, RaisedError error)
    {
        var ended = frame;
        while (ended.Parent is { Cancelling: true } outer)
        {
            ended = outer;
        }

        if (ended.Parent is null)
        {
            Canceller.End(run, new Outcome(OutcomeKind.Failed, run.Now, Error: error));
            return;
        }

        var activity = ended.Parent.Slot(run.Graph.Nodes[ended.Region.Owner]).Activity;
        if (activity?.Loop is { } loop)
        {
            loop.Raised ??= error;
        }
        else if (activity?.Try is { } progress)
        {
            progress.Raised ??= error;
        }
    }
}
