using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Variables;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What each event does to a run's state. The steps that follow from it are taken afterwards.</summary>
internal static class EventFolder
{
    /// <summary>Folds one event. One that concerns what is over or never was changes nothing.</summary>
    public static void Fold(RunState state, RunEvent @event)
    {
        if (@event is Continued)
        {
            return;
        }

        state.Now = @event.At;
        state.Observer?.Advanced(@event.At);
        state.Folded++;
        if (state.Outcome is not null)
        {
            return;
        }

        switch (@event)
        {
            case RunStarted started: RunCourse.Begin(state, started); break;
            case NodeCompleted completed: Fold(state, completed); break;
            case NodeFailed failed: Fold(state, failed); break;
            case VariableChanged changed: Fold(state, changed); break;
            case TimerFired fired: Fold(state, fired); break;
            case ChildEnded ended: Fold(state, ended); break;
            case SignalReceived signal: Fold(state, signal); break;
            case DeadlineReached: RunCourse.MissDeadline(state); break;
            case CancelRequested: RunCourse.Cancel(state); break;
            case RetryRequested retry: RunCourse.GoOn(state, retry); break;
            case PauseRequested or ResumeRequested:
                state.IsPaused = @event is PauseRequested;
                state.Observer?.Changed(@event);
                break;
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
            HeavyArrived(state, frame, node, completed);
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
            if (TakeAsked(state, frame, node, failed.Consumer, failed.Attempt, out var consumer, out var inputs) is not null)
            {
                var error = PureEvaluator.Failed(state, frame, node, inputs, failed.Error);
                FailGathering(state, frame, consumer, error);
            }
        }
        else if (frame.Slot(node) is { State: NodeState.Running, Activity: { } activity } && activity.Attempt == failed.Attempt)
        {
            Log(state, frame, node, failed.Log);
            FailureRouter.Fail(state, frame, node, failed.Error, failed.Chance, failed.Seconds);
        }
    }

    /// <summary>Something that a node needs in order to fire, or a loop for its turn, will never be there.</summary>
    public static void FailGathering(RunState state, Frame frame, GraphNode consumer, NodeError error)
    {
        if (DataGatherer.PurposeOf(frame, consumer) != Purpose.Fire)
        {
            LoopRunner.GatheringFailed(state, frame, consumer, error);
        }
        else
        {
            FailureRouter.Fail(state, frame, consumer, error);
        }
    }

    private static void HeavyArrived(RunState state, Frame frame, GraphNode node, NodeCompleted completed)
    {
        if (TakeAsked(state, frame, node, completed.Consumer, completed.Attempt, out var consumer, out var inputs) is { } gathering)
        {
            var outputs = NodeStarter.Arrange(node, completed.Outputs);
            gathering.Known[node.Index] = outputs;
            PureEvaluator.Evaluated(state, frame, node, inputs, outputs);
            DataGatherer.Arrived(state, frame, consumer, DataGatherer.PurposeOf(frame, consumer));
        }
    }

    /// <summary>The gathering that asked for a heavy node's outputs and still waits for them, which it does no more.</summary>
    private static Gathering? TakeAsked(RunState state, Frame frame, GraphNode node, int consumerIndex, int attempt, out GraphNode consumer, out Value[] inputs)
    {
        consumer = state.Graph.Nodes[consumerIndex];
        inputs = [];
        var gathering = DataGatherer.Find(frame, consumer, DataGatherer.PurposeOf(frame, consumer));
        var at = gathering?.Asked.FindIndex(asked => asked.Node == node && asked.Attempt == attempt) ?? -1;
        if (at < 0)
        {
            return null;
        }

        inputs = gathering!.Asked[at].Inputs;
        gathering.Asked.RemoveAt(at);
        state.Outside--;
        return gathering;
    }

    private static void Fold(RunState state, VariableChanged changed)
    {
        // Only who is active is answered: what a node does after it is over counts for nothing.
        if (Find(state, changed) is not var (frame, node) || frame.Slot(node).Activity is not { } activity || activity.Answers?.ContainsKey(changed.Number) == true)
        {
            return;
        }

        VariableAnswer answer;
        try
        {
            answer = new VariableAnswer(state.Variables.Apply(changed.Change));
        }
        catch (NodeException refused)
        {
            answer = new VariableAnswer(Value.Null, refused.Error);
        }

        (activity.Answers ??= []).Add(changed.Number, answer);
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

        var activity = slot.Activity;
        activity.Timer = 0;
        switch (slot.State)
        {
            case NodeState.Retrying:
                state.Ready.Enqueue((frame, node.Index, Purpose.Retry)); // an attempt that starts waits while the run is paused
                break;
            case NodeState.Waiting when node.Operation == ControlOperation.WaitSignal:
                ExecutionPlanner.Complete(state, frame, node, [], node.PortIndex("exec-timeout"));
                break;
            case NodeState.Waiting:
                ExecutionPlanner.Complete(state, frame, node, [], 0);
                break;
            case NodeState.Running when node.Operation == ControlOperation.Call:
                state.Instructions.Add(new CancelCall(frame, node, activity.Attempt));
                FailureRouter.Fail(state, frame, node, TooLong(node));
                break;
            case NodeState.Steering when activity.Loop is not null:
                LoopRunner.TimedOut(state, frame, node, TooLong(node));
                break;
            case NodeState.Steering:
                RegionRunner.TimedOut(state, frame, node, TooLong(node));
                break;
        }
    }

    private static NodeError TooLong(GraphNode node) =>
        new("timeout", $"Node '{node.Id}' took longer than {node.Policy.TimeoutSeconds:0.###} seconds and was ended (policy.timeout_seconds).");

    private static void Fold(RunState state, ChildEnded ended)
    {
        if (Find(state, ended) is not var (frame, node) || frame.Slot(node) is not { State: NodeState.Running, Activity: { } activity }
            || (ended.Attempt > 0 && ended.Attempt != activity.Attempt))
        {
            return;
        }

        if (ended.Error is { } error)
        {
            FailureRouter.Fail(state, frame, node, error, ended.Chance);
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
            WaitStarter.Signalled(state, frame, state.Graph.Nodes[node], signal.Payload);
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

    /// <summary>An event's instance; null if its frame has left.</summary>
    public static (Frame Frame, GraphNode Node)? Find(RunState state, InstanceEvent @event) =>
        state.FrameById(@event.Frame) is { } frame && (uint)@event.Node < (uint)state.Graph.Nodes.Length ? (frame, state.Graph.Nodes[@event.Node]) : null;
}
