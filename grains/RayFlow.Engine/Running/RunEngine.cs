using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

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
    public static Decision Decide(RunState state, RunEvent @event, int budget = DefaultBudget)
    {
        if (@event.Step >= 0 && state.Steps < @event.Step)
        {
            Drain(state, @event.Step);
        }

        state.IsFolding = true;
        Fold(state, @event);
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

    private static bool HasWork(RunState state) =>
        state.Outcome is null && state.IsStarted && ((state.Ready.Count > 0 && !state.IsPaused) || state.SettledFrames.Count > 0);

    private static void Drain(RunState state, long until)
    {
        while (HasWork(state) && state.Steps < until)
        {
            state.Steps++;
            if (state.SettledFrames.TryDequeue(out var frame))
            {
                Settle(state, frame);
                continue;
            }

            var (at, index, purpose) = state.Ready.Dequeue();
            var node = state.Graph.Nodes[index];
            if (purpose == Purpose.Fire)
            {
                NodeStarter.Fire(state, at, node);
            }
            else
            {
                LoopRunner.TakeUp(state, at, node, purpose);
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

        var outcome = state.Ending ?? new Outcome(OutcomeKind.Failed, state.Now, Error: new RaisedError(NoReturn.Explain(state), "", "", 0));
        state.Outcome = outcome with { At = state.Now };
        state.Observer?.Ended(state.Outcome);
    }

    private static void Fold(RunState state, RunEvent @event)
    {
        if (@event is not Continued)
        {
            state.Now = @event.At;
            state.Observer?.Advanced(@event.At);
        }

        state.Folded++;
        if (state.Outcome is not null)
        {
            return;
        }

        switch (@event)
        {
            case RunStarted started: Begin(state, started); break;
            case NodeCompleted completed: Fold(state, completed); break;
            case NodeFailed failed: Fold(state, failed); break;
            case VariablesRead read: Fold(state, read); break;
            case TimerFired fired: Fold(state, fired); break;
            case ChildEnded ended: Fold(state, ended); break;
            case SignalReceived signal: Fold(state, signal); break;
            case DeadlineReached:
                Canceller.End(state, new Outcome(OutcomeKind.Failed, state.Now, Error: new RaisedError(new NodeError("deadline_exceeded", "The run did not end within its deadline.", false), "", "", 0)));
                state.Deadline = null;
                state.IsPaused = false;
                break;
            case CancelRequested: Cancel(state); break;
            case PauseRequested or ResumeRequested:
                state.IsPaused = @event is PauseRequested;
                state.Observer?.Changed(@event);
                break;
        }
    }

    private static void Begin(RunState state, RunStarted started)
    {
        if (state.IsStarted)
        {
            return;
        }

        state.Inputs = started.Inputs;
        state.ErrorStrategy = started.ErrorStrategy;
        state.Deadline = started.Deadline;
        state.TakenOver = started.TakenOver;
        state.Overrides = started.Overrides;
        state.Root = new Frame(++state.LastFrame, state.Graph, state.Graph.Regions[0], null, 0, default);
        state.Frames.Add(state.Root.Id, state.Root);
        state.Observer?.Changed(started);
        ExecutionPlanner.Enqueue(state, state.Root, state.Graph.Nodes[state.Graph.Start]);
    }

    private static void Cancel(RunState state)
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

    private static void Fold(RunState state, NodeCompleted completed)
    {
        if (Find(state, completed) is not var (frame, node))
        {
            return;
        }

        if (completed.Consumer >= 0)
        {
            HeavyArrived(state, frame, node, completed.Consumer, completed.Outputs);
        }
        else if (frame.Slot(node) is { State: NodeState.Running, Activity: { } activity } && activity.Attempt == completed.Attempt)
        {
            Log(state, frame, node, completed.Log);
            ExecutionPlanner.Complete(state, frame, node, NodeStarter.Arrange(node, completed.Outputs), 0, completed.Seconds);
        }
    }

    private static void Fold(RunState state, NodeFailed failed)
    {
        if (Find(state, failed) is not var (frame, node))
        {
            return;
        }

        if (failed.Consumer >= 0)
        {
            var consumer = state.Graph.Nodes[failed.Consumer];
            var error = failed.Error with { Retryable = false, NodeId = failed.Error.NodeId ?? node.Id };
            if (DataGatherer.Find(frame, consumer, Turning(frame, consumer)) is not null)
            {
                state.Observer?.Evaluated(frame, node, [], [], error);
                FailGathering(state, frame, consumer, error);
            }
        }
        else if (frame.Slot(node) is { State: NodeState.Running, Activity: { } activity } && activity.Attempt == failed.Attempt)
        {
            Log(state, frame, node, failed.Log);
            FailureRouter.Fail(state, frame, node, failed.Error, failed.Chance, failed.Seconds);
        }
    }

    private static void FailGathering(RunState state, Frame frame, GraphNode consumer, NodeError error)
    {
        if (Turning(frame, consumer) != Purpose.Fire)
        {
            LoopRunner.GatheringFailed(state, frame, consumer, error);
        }
        else
        {
            FailureRouter.Fail(state, frame, consumer, error);
        }
    }

    private static void HeavyArrived(RunState state, Frame frame, GraphNode node, int consumerIndex, ValueMap outputs)
    {
        var consumer = state.Graph.Nodes[consumerIndex];
        var purpose = Turning(frame, consumer);
        if (DataGatherer.Find(frame, consumer, purpose) is { Heavy: { } heavy } && heavy.TryGetValue(node.Index, out var there) && there is null)
        {
            var values = NodeStarter.Arrange(node, outputs);
            heavy[node.Index] = values;
            DataGatherer.Find(frame, consumer, purpose)!.Asked.RemoveAll(asked => asked.Node == node);
            DataGatherer.Count(state, frame, node);
            state.Observer?.Evaluated(frame, node, [], values, null);
            DataGatherer.Arrived(state, frame, consumer, purpose);
        }
    }

    private static void Fold(RunState state, VariablesRead read)
    {
        if (Find(state, read) is var (frame, node) && DataGatherer.Find(frame, node, Turning(frame, node)) is { ReadingAsked: true, Readings: null } gathering)
        {
            gathering.Readings = read.Values;
            gathering.Asked.RemoveAll(asked => asked is ReadVariables);
            DataGatherer.Arrived(state, frame, node, Turning(frame, node));
        }
    }

    private static void Fold(RunState state, TimerFired fired)
    {
        if (Find(state, fired) is not var (frame, node))
        {
            return;
        }

        ref var slot = ref frame.Slot(node);
        if (slot.Activity?.Timer != fired.Timer)
        {
            return;
        }

        switch (slot.State)
        {
            case NodeState.Retrying:
                NodeStarter.Retry(state, frame, node);
                break;
            case NodeState.Waiting when node.Operation == ControlOperation.WaitSignal:
                ExecutionPlanner.Complete(state, frame, node, new Value[node.Outputs.Length], node.PortIndex("exec-timeout"));
                break;
            case NodeState.Waiting:
                ExecutionPlanner.Complete(state, frame, node, new Value[node.Outputs.Length], 0);
                break;
        }
    }

    private static void Fold(RunState state, ChildEnded ended)
    {
        if (Find(state, ended) is not var (frame, node) || frame.Slot(node).State != NodeState.Running)
        {
            return;
        }

        if (ended.Error is { } error)
        {
            FailureRouter.Fail(state, frame, node, error);
            return;
        }

        var outputs = NodeStarter.Arrange(node, ended.Result!);
        outputs[node.OutputIndex("result")] = ended.Result;
        ExecutionPlanner.Complete(state, frame, node, outputs, 0);
    }

    private static void Fold(RunState state, SignalReceived signal)
    {
        if (!state.Signals.IsNew(signal.SignalId))
        {
            return;
        }

        if (state.Signals.TakeWait(signal.Name) is var (frame, node))
        {
            NodeStarter.Signalled(state, frame, state.Graph.Nodes[node], signal.Payload);
        }
        else if (state.Signals.Count < state.Limits.MaxSignals)
        {
            state.Signals.Keep(signal.Name, signal.Payload);
        }
    }

    private static void Log(RunState state, Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        if (lines.Count > 0)
        {
            state.Observer?.Logged(frame, node, lines);
        }
    }

    /// <summary>What an event's instance gathers for: a node that is not in its frame's region is the loop that the frame is a turn of.</summary>
    private static Purpose Turning(Frame frame, GraphNode node) =>
        node.Region == frame.Region.Index ? Purpose.Fire : frame.Deciding ? Purpose.Condition : Purpose.Collect;

    private static (Frame Frame, GraphNode Node)? Find(RunState state, InstanceEvent @event) =>
        state.FrameById(@event.Frame) is { } frame && (uint)@event.Node < (uint)state.Graph.Nodes.Length ? (frame, state.Graph.Nodes[@event.Node]) : null;
}
