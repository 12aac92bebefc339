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
    /// <param name="budget">Steps to take at most; 0 in a replay, which repeats what was within the run's limits then.</param>
    /// <returns>What to do in the world. During a replay it is to be dropped; <see cref="Outstanding.Of"/> then tells what is still to be done.</returns>
    /// <exception cref="NondeterminismException">A replayed event does not find the run as it was when the event was recorded. The state is of no use any more.</exception>
    /// <exception cref="RunFaultException">The run cannot be computed any further; the state is of no use any more.</exception>
    public static Decision Decide(RunState state, RunEvent @event, int budget = DefaultBudget)
    {
        if (@event.Step >= 0)
        {
            Reach(state, @event);
        }

        if (@event is not Continued)
        {
            state.Budget.Begin();
        }

        state.IsFolding = true;
        var tookEffect = EventFolder.Fold(state, @event);
        state.IsFolding = false;
        if (@event.TookEffect is { } recorded && recorded != tookEffect)
        {
            throw new NondeterminismException(state, @event, state.Folded - 1, recorded ? "it had an effect then and has none now" : "it had no effect then and has one now");
        }

        if (budget == 0)
        {
            state.Budget.Forgive(); // a replay: what was too much was recorded
        }

        Drain(state, state.Steps + budget);
        var instructions = state.Instructions;
        state.Instructions = [];
        return new Decision(instructions, state.Excess is null && HasWork(state), tookEffect);
    }

    /// <summary>The event with the step at which it is folded, to be given to <see cref="Decide"/>. What was recorded of its effect elsewhere is dropped.</summary>
    public static RunEvent Stamp(RunState state, RunEvent @event) => Restamp(state, @event is RetryRequested retry
        ? retry with { LastFrame = state.LastFrame, LastCall = state.Children.LastAttempt }
        : @event);

    /// <summary>An event that was stamped before, for a place where it was not recorded.</summary>
    internal static RunEvent Restamp(RunState state, RunEvent @event) => @event with { Step = state.Steps, TookEffect = null };

    /// <summary>A stamped event as the journal keeps it: with what came of it, so that a replay can be held against it.</summary>
    public static RunEvent Sealed(RunEvent @event, Decision decision) => @event with { TookEffect = decision.TookEffect };

    /// <summary>Why the run cannot take a signal; null if it can, or took it before. Ask before the signal is recorded: one that is refused is to have no trace.</summary>
    public static SignalRefusal? RefusalOf(RunState state, SignalReceived signal) => SignalReception.RefusalOf(state, signal);

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

    /// <summary>Takes steps until there are none left, the run has used more than it may, or so many have been taken in all.</summary>
    internal static void Drain(RunState state, long until)
    {
        while (state.Steps < until && state.Budget.Excess is null && HasWork(state))
        {
            TakeStep(state);
        }
    }

    /// <summary>Takes steps that were taken before, until there have been so many in all.</summary>
    internal static void Repeat(RunState state, long until)
    {
        state.Budget.IsReplay = true;
        while (state.Steps < until && HasWork(state))
        {
            TakeStep(state);
        }

        state.Budget.IsReplay = false;
        state.Budget.Forgive();
    }

    private static void TakeStep(RunState state)
    {
        state.Steps++;
        if (state.SettledFrames.TryDequeue(out var frame))
        {
            Settle(state, frame);
            state.Budget.Step(frame.Parent is null ? null : state.Graph.Nodes[frame.Region.Owner]);
            return;
        }

        if (state.Ready.Count == 0)
        {
            CircularWait.Break(state);
            return;
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

        state.Budget.Step(node);
    }

    /// <summary>Takes as many steps as had been taken when the event was recorded.</summary>
    private static void Reach(RunState state, RunEvent @event)
    {
        if (state.Steps < @event.Step)
        {
            Repeat(state, @event.Step);
        }

        if (state.Steps != @event.Step)
        {
            throw new NondeterminismException(state, @event, state.Folded, $"it came after {@event.Step:N0} steps then, and the run is at {state.Steps:N0} now and cannot reach that");
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
