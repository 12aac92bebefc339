using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Events that concern a run as a whole.</summary>
internal static class RunCourse
{
    /// <summary>Begins a run at START; false if it has begun.</summary>
    public static bool Begin(RunState state, RunStarted started)
    {
        if (state.IsStarted)
        {
            return false;
        }

        state.Inputs = started.Inputs;
        state.ErrorStrategy = started.ErrorStrategy;
        state.Deadline = started.Deadline;
        state.TimeAllowed = started.Deadline - started.At;
        state.TakenOver = started.TakenOver;
        state.Overrides = started.Overrides;
        state.Known = started.Known;
        state.Budget.Hold(state.Graph.Nodes[state.Graph.Start], [started.Inputs, started.TakenOver, started.Overrides, started.Known]);
        state.Root = new Frame(++state.LastFrame, state.Graph, state.Graph.Regions[0], null, 0, default);
        state.Frames.Add(state.Root.Id, state.Root);
        state.Observer?.Changed(started);
        state.Details?.Opened(state.Root);
        ExecutionPlanner.Enqueue(state, state.Root, state.Graph.Nodes[state.Graph.Start]);
        return true;
    }

    /// <summary>Fails a run that has not ended in time; false if it has no deadline any more.</summary>
    public static bool MissDeadline(RunState state)
    {
        if (state.Deadline is null)
        {
            return false;
        }

        state.Deadline = null;
        Unpause(state);
        var error = new NodeError("deadline_exceeded", "The run did not end within its deadline.", false);
        Canceller.End(state, new Outcome(OutcomeKind.Failed, state.Now, Error: new RaisedError(error, "", "", 0) { Before = state.Here }));
        return true;
    }

    /// <summary>Goes on from where a failure was taken back: what ran then is tried once more, with as many attempts and as much time as at first.</summary>
    public static bool GoOn(RunState state, RetryRequested retry)
    {
        state.IsPaused = false;
        state.Deadline = retry.At + state.TimeAllowed;
        state.LastFrame = Math.Max(state.LastFrame, retry.LastFrame ?? 0);
        state.Children.CountFrom(retry.LastCall ?? 0);
        state.Observer?.Changed(retry);
        foreach (var frame in state.LiveFrames())
        {
            Repeat(frame.TurnGathering);
            foreach (var index in frame.Region.Nodes)
            {
                var node = state.Graph.Nodes[index];
                if (frame.Slot(node) is not { Activity: { } activity } slot)
                {
                    continue;
                }

                Repeat(activity.Gathering);
                if (slot.State is NodeState.Running or NodeState.Steering && activity.Timer > 0)
                {
                    WaitStarter.LimitTime(state, frame, node, activity);
                }

                if (slot.State == NodeState.Waiting && WaitStarter.IsLimited(activity))
                {
                    WaitStarter.Wait(state, frame, node, activity, activity.WaitsUntil);
                }

                if (slot.State == NodeState.Running)
                {
                    state.Children.Cancel(frame, node, activity.Attempt); // ended with the failure; the next attempt is another run
                    activity.EarlierAttempts = node.Operation == ControlOperation.Call ? Math.Max(activity.Attempt, state.Children.EarlierAttempts) : activity.Attempt;
                    activity.Attempt = activity.EarlierAttempts + 1;
                    NodeStarter.Note(state, frame, node, activity);
                    state.Observer?.Started(frame, node, activity.Attempt, activity.Inputs);
                }
            }
        }

        return true;

        static void Repeat(Gathering? gathering)
        {
            for (var i = 0; i < gathering?.Asked.Count; i++)
            {
                gathering.Asked[i] = gathering.Asked[i] with { Attempt = gathering.Asked[i].Attempt + 1 };
            }
        }
    }

    /// <summary>Starts no further node, or goes on.</summary>
    public static bool Pause(RunState state, RunEvent @event)
    {
        state.IsPaused = @event is PauseRequested;
        state.Observer?.Changed(@event);
        return true;
    }

    /// <summary>Ends a run on request; a second request does not wait for finally regions.</summary>
    public static bool Cancel(RunState state)
    {
        Unpause(state);
        if (state.Ending?.Kind == OutcomeKind.Cancelled)
        {
            Canceller.Abandon(state);
        }
        else
        {
            Canceller.End(state, new Outcome(OutcomeKind.Cancelled, state.Now));
        }

        return true;
    }

    private static void Unpause(RunState state)
    {
        if (state.IsPaused)
        {
            state.IsPaused = false;
            state.Details?.Unpaused();
        }
    }

    /// <summary>Ends a run that cannot be computed any further.</summary>
    public static bool Fault(RunState state, RunFaulted fault)
    {
        Canceller.Terminate(state, OutcomeKind.Failed, fault.Error);
        return true;
    }

    /// <summary>Ends a run whatever state it is in.</summary>
    public static bool Terminate(RunState state, RunTerminated terminated)
    {
        Canceller.Terminate(state, OutcomeKind.Cancelled, new NodeError("terminated", terminated.Reason, false));
        return true;
    }
}
