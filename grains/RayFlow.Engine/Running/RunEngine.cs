using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>
/// The functional core: an event comes in, the state goes on, instructions come out. Given the same flow and the same events it does the same,
/// so that a run is rebuilt by folding its journal.
/// </summary>
public static class RunEngine
{
    /// <summary>Steps that one call takes at most before it hands back with <see cref="Decision.HasMore"/>.</summary>
    public const int DefaultBudget = 20_000;

    /// <summary>Folds an event and takes the steps that follow from it.</summary>
    /// <param name="state">The run so far.</param>
    /// <param name="event">What happened. A replayed one (with its <see cref="RunEvent.Step"/> set) is folded after exactly as many steps as at first.</param>
    /// <param name="budget">Steps to take at most.</param>
    /// <returns>What to do in the world. During a replay it is to be dropped; <see cref="Outstanding.Of"/> then tells what is still to be done.</returns>
    /// <exception cref="RunFaultException">The run cannot be computed any further; the state is of no use any more.</exception>
    public static Decision Decide(RunState state, RunEvent @event, int budget = DefaultBudget)
    {
        if (@event.Step >= 0 && state.Steps < @event.Step)
        {
            Drain(state, @event.Step);
        }

        state.IsFolding = true;
        EventFolder.Fold(state, @event);
        state.IsFolding = false;
        Drain(state, state.Steps + budget);
        var instructions = state.Instructions;
        state.Instructions = [];
        return new Decision(instructions, HasWork(state));
    }

    /// <summary>The event as the journal keeps it: with the step at which it is folded.</summary>
    public static RunEvent Stamp(RunState state, RunEvent @event) => @event with { Step = state.Steps };

    /// <summary>The event of the first timer that is due, or of the deadline; null if neither is.</summary>
    public static RunEvent? Due(RunState state, DateTimeOffset now)
    {
        if (state.Outcome is not null || state.NextDue is not { } due || due > now)
        {
            return null;
        }

        return state.Deadline == due
            ? new DeadlineReached { At = now }
            : state.Timers.Peek() is { } timer ? new TimerFired { At = now, Frame = timer.Frame.Id, Node = timer.Node, Timer = timer.Number } : null;
    }

    /// <summary>Whether there are steps to take.</summary>
    internal static bool HasWork(RunState state) =>
        state.Outcome is null && state.IsStarted
        && ((state.Ready.Count > 0 && !state.IsPaused) || state.SettledFrames.Count > 0 || CircularWait.Exists(state));

    /// <summary>Takes steps until there are none left or so many have been taken in all.</summary>
    internal static void Drain(RunState state, long until)
    {
        while (HasWork(state) && state.Steps < until)
        {
            state.Steps++;
            if (state.SettledFrames.TryDequeue(out var frame))
            {
                Settle(state, frame);
                continue;
            }

            if (state.Ready.Count == 0)
            {
                CircularWait.Break(state);
                continue;
            }

            var (at, index, purpose) = state.Ready.Dequeue();
            var node = state.Graph.Nodes[index];
            switch (purpose)
            {
                case Purpose.Fire: NodeStarter.Fire(state, at, node); break;
                case Purpose.Retry: NodeStarter.Retry(state, at, node); break;
                case Purpose.Branch: ExecutionPlanner.Advance(state, at, node); break;
                default: LoopRunner.TakeUp(state, at, node, purpose); break;
            }
        }
    }

    private static void Settle(RunState state, Frame frame)
    {
        if (frame.Parent is not null)
        {
            RegionRunner.Settled(state, frame);
            return;
        }

        var outcome = state.Ending ?? new Outcome(OutcomeKind.Failed, state.Now, Error: new RaisedError(NoReturn.Explain(state), "", "", 0) { Before = state.FirstLeft?.Before ?? state.Here });
        state.Outcome = outcome with { At = state.Now };
        state.Observer?.Ended(state.Outcome);
    }
}
