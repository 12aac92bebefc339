using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Flows;

namespace RayFlow.Engine.Snapshots;

/// <summary>A whole run: what it is and has, its frames, its queues. Reading takes each thing in the order in which writing gave it.</summary>
internal static class StateCodec
{
    public static void Write(SnapshotWriter to, RunState run)
    {
        WriteCourse(to, run);
        var frames = run.LiveFrames();
        to.Many(frames, FrameCodec.Write);
        foreach (var frame in frames)
        {
            FrameCodec.WriteWaiters(to, run, frame);
        }

        WriteQueues(to, run);
        WriteTimers(to, run.Timers);
        WriteSignals(to, run.Signals);
        WriteChildren(to, run.Children);
    }

    public static void Read(SnapshotReader from)
    {
        var run = from.Run;
        ReadCourse(from, run);
        from.Many(static from =>
        {
            FrameCodec.Read(from);
            return true;
        });
        run.Root = run.Frames[0];
        foreach (var frame in run.LiveFrames())
        {
            FrameCodec.ReadWaiters(from, frame);
        }

        ReadQueues(from, run);
        ReadTimers(from, run.Timers);
        ReadSignals(from, run.Signals);
        ReadChildren(from, run.Children);
        run.Budget.Forget();
    }

    private static void WriteCourse(SnapshotWriter to, RunState run)
    {
        to.Number(run.Folded);
        to.Number(run.Steps);
        to.Number(run.NodesExecuted);
        to.Number(run.NodesFailed);
        to.Number(run.NodesTakenOver);
        to.Number(run.LastFrame);
        to.Number(run.Blocked);
        to.Number(run.Outside);
        to.Flag(run.IsPaused);
        to.Byte((byte)run.ErrorStrategy);
        to.Time(run.Now);
        to.Time(run.Deadline);
        to.Duration(run.TimeAllowed);
        to.Map(run.Inputs);
        to.Map(run.TakenOver);
        to.Map(run.Overrides);
        to.Map(run.Pinned);
        to.Map(run.Known);
        to.Map(run.Variables.All);
        to.Many(run.Errors, static (to, error) => to.Error(error));
        to.Error(run.FirstLeft);
        ErrorCodec.Write(to, run.Ending);
        ErrorCodec.Write(to, run.Outcome);
        to.Flag(run.IsParentInformed);
    }

    private static void ReadCourse(SnapshotReader from, RunState run)
    {
        run.Folded = from.Small();
        run.Steps = from.Number();
        run.NodesExecuted = from.Number();
        run.NodesFailed = from.Number();
        run.NodesTakenOver = from.Number();
        run.LastFrame = from.Number();
        run.Blocked = from.Small();
        run.Outside = from.Small();
        run.IsPaused = from.Flag();
        run.ErrorStrategy = (OnError)from.Byte();
        run.Now = from.Time();
        run.Deadline = from.OptionalTime();
        run.TimeAllowed = from.Duration();
        run.Inputs = from.Map()!;
        run.TakenOver = from.Map();
        run.Overrides = from.Map();
        run.Pinned = from.Map();
        run.Known = from.Map();
        run.Variables.All = from.Map()!;
        foreach (var error in from.Many(static from => from.Error()!))
        {
            run.List(error);
        }

        run.FirstLeft = from.Error();
        run.Ending = ErrorCodec.ReadOutcome(from);
        run.Outcome = ErrorCodec.ReadOutcome(from);
        run.IsParentInformed = from.Flag();
    }

    /// <summary>Who is ready may have been ended since with all of its frame. It does nothing then, but is a step all the same, and stays one.</summary>
    private static void WriteQueues(SnapshotWriter to, RunState run)
    {
        to.Number(run.Ready.Count);
        foreach (var (frame, node, purpose) in run.Ready)
        {
            to.Number(run.Frames.ContainsKey(frame.Id) ? frame.Id : -1);
            to.Number(node);
            to.Byte((byte)purpose);
        }

        to.Many(run.SettledFrames, static (to, frame) => to.Frame(frame));
    }

    private static void ReadQueues(SnapshotReader from, RunState run)
    {
        foreach (var (frame, node, purpose) in from.Many(static from => (from.Number(), from.Small(), (Purpose)from.Byte())))
        {
            run.Ready.Enqueue((frame >= 0 ? run.Frames[frame] : Gone(run.Graph, node, purpose), node, purpose));
        }

        foreach (var frame in from.Many(static from => from.Frame()))
        {
            run.SettledFrames.Enqueue(frame);
        }
    }

    /// <summary>A frame in which nothing happens any more.</summary>
    private static Frame Gone(FlowGraph graph, int node, Purpose purpose) =>
        new(-1, graph, graph.Regions[purpose is Purpose.Condition or Purpose.Collect ? 0 : graph.Nodes[node].Region], null, 0, default) { Cancelling = true };

    private static void WriteTimers(SnapshotWriter to, TimerSet timers)
    {
        to.Number(timers.Last);
        to.Many(timers.Standing(), static (to, timer) =>
        {
            to.Frame(timer.Frame);
            to.Number(timer.Node);
            to.Number(timer.Number);
            to.Time(timer.DueAt);
        });
    }

    private static void ReadTimers(SnapshotReader from, TimerSet timers) =>
        timers.Restore(from.Number(), from.Many(static from => new TimerSet.TimerEntry(from.Frame(), from.Small(), from.Number(), from.Time())));

    private static void WriteSignals(SnapshotWriter to, SignalBox signals)
    {
        to.Many(signals.Seen(), static (to, id) => to.Text(id));
        to.Many(signals.Kept(), static (to, signal) =>
        {
            to.Text(signal.Name);
            to.Value(signal.Payload);
        });
        to.Many(signals.Waiting(), static (to, wait) =>
        {
            to.Text(wait.Name);
            to.Frame(wait.Frame);
            to.Number(wait.Node);
        });
    }

    private static void ReadSignals(SnapshotReader from, SignalBox signals)
    {
        foreach (var id in from.Many(static from => from.Text()))
        {
            signals.Remember(id, int.MaxValue);
        }

        foreach (var (name, payload) in from.Many(static from => (from.Text(), from.Value())))
        {
            signals.Keep(name, payload);
        }

        foreach (var (name, frame, node) in from.Many(static from => (from.Text(), from.Frame(), from.Small())))
        {
            signals.Wait(name, frame, node);
        }
    }

    private static void WriteChildren(SnapshotWriter to, ChildLedger children)
    {
        to.Number(children.LastAttempt);
        to.Number(children.EarlierAttempts);
        to.Many(children.All(), static (to, child) =>
        {
            to.Number(child.Frame);
            to.Text(child.FramePath);
            to.Number(child.Node);
            to.Number(child.Attempt);
            to.Flag(child.IsCancelled);
        });
    }

    private static void ReadChildren(SnapshotReader from, ChildLedger children)
    {
        (children.LastAttempt, children.EarlierAttempts) = (from.Small(), from.Small());
        foreach (var child in from.Many(static from => new OpenChild(from.Number(), from.Text(), from.Small(), from.Small(), from.Flag())))
        {
            children.Add(child);
        }
    }
}
