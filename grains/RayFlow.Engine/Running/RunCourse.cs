using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Events that concern a run as a whole.</summary>
internal static class RunCourse
{
    /// <summary>Begins a run at START.</summary>
    public static void Begin(RunState state, RunStarted started)
    {
        if (state.IsStarted)
        {
            return;
        }

        state.Inputs = started.Inputs;
        state.ErrorStrategy = started.ErrorStrategy;
        state.Deadline = started.Deadline;
        state.TimeAllowed = started.Deadline - started.At;
        state.TakenOver = started.TakenOver;
        state.Overrides = started.Overrides;
        state.Root = new Frame(++state.LastFrame, state.Graph, state.Graph.Regions[0], null, 0, default);
        state.Frames.Add(state.Root.Id, state.Root);
        state.Observer?.Changed(started);
        ExecutionPlanner.Enqueue(state, state.Root, state.Graph.Nodes[state.Graph.Start]);
    }

    /// <summary>Fails a run that has not ended in time.</summary>
    public static void MissDeadline(RunState state)
    {
        if (state.Deadline is null)
        {
            return;
        }

        state.Deadline = null;
        state.IsPaused = false;
        var error = new NodeError("deadline_exceeded", "The run did not end within its deadline.", false);
        Canceller.End(state, new Outcome(OutcomeKind.Failed, state.Now, Error: new RaisedError(error, "", "", 0) { Before = state.Here }));
    }

    /// <summary>Goes on from where a failure was taken back: what ran then is tried once more, with as many attempts and as much time as at first.</summary>
    public static void GoOn(RunState state, RetryRequested retry)
    {
        state.IsPaused = false;
        state.Deadline = retry.At + state.TimeAllowed;
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

                if (slot.State == NodeState.Running)
                {
                    activity.EarlierAttempts = activity.Attempt++;
                    state.Observer?.Started(frame, node, activity.Attempt, activity.Inputs);
                }
            }
        }

        static void Repeat(Gathering? gathering)
        {
            for (var i = 0; i < gathering?.Asked.Count; i++)
            {
                gathering.Asked[i] = gathering.Asked[i] with { Attempt = gathering.Asked[i].Attempt + 1 };
            }
        }
    }

    /// <summary>Ends a run on request; a second request does not wait for finally regions.</summary>
    public static void Cancel(RunState state)
    {
        state.IsPaused = false;
        if (state.Ending?.Kind == OutcomeKind.Cancelled)
        {
            Canceller.Abandon(state);
        }
        else
        {
            Canceller.End(state, new Outcome(OutcomeKind.Cancelled, state.Now));
        }
    }
}
