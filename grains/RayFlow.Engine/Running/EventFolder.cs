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
    /// <summary>Folds one event. One that concerns what is over or never was changes nothing; the answer is whether it did.</summary>
    public static bool Fold(RunState state, RunEvent @event)
    {
        if (@event is Continued)
        {
            return false;
        }

        state.Folded++;
        if (state.Outcome is not null)
        {
            return FoldEnded(state, @event);
        }

        var before = state.Now;
        state.Now = @event.At;
        state.Observer?.Advanced(@event.At);
        return @event is RunForked forked ? RunFork.Fold(state, forked, before) : FoldLive(state, @event);
    }

    private static bool FoldLive(RunState state, RunEvent @event) => @event switch
    {
        RunStarted started => RunCourse.Begin(state, started),
        NodeCompleted completed => Fold(state, completed),
        NodeFailed failed => Fold(state, failed),
        VariableChanged changed => Fold(state, changed),
        TimerFired fired => TimerReception.Fold(state, fired),
        ChildEnded ended => Fold(state, ended),
        SignalReceived signal => SignalReception.Fold(state, signal),
        DeadlineReached => RunCourse.MissDeadline(state),
        CancelRequested => RunCourse.Cancel(state),
        RetryRequested retry => RunCourse.GoOn(state, retry),
        PauseRequested or ResumeRequested => RunCourse.Pause(state, @event),
        RunFaulted fault => RunCourse.Fault(state, fault),
        RunTerminated terminated => RunCourse.Terminate(state, terminated),
        _ => false,
    };

    /// <summary>Nothing changes a run's end; what is left to note is who has heard of it, and which of its children have ended.</summary>
    private static bool FoldEnded(RunState state, RunEvent @event)
    {
        switch (@event)
        {
            case ChildEnded ended: return Close(state, ended);
            case ParentInformed when !state.IsParentInformed:
                state.IsParentInformed = true;
                return true;
            default: return false;
        }
    }

    private static bool Fold(RunState state, NodeCompleted completed)
    {
        if (Find(state, completed, completed.Consumer) is not var (frame, node))
        {
            return false;
        }

        if (completed.Consumer >= 0)
        {
            return HeavyArrived(state, frame, node, completed);
        }

        if (frame.Slot(node) is not { State: NodeState.Running, Activity: { } activity } || activity.Attempt != completed.Attempt)
        {
            return false;
        }

        Log(state, frame, node, completed.Log);
        ExecutionPlanner.Complete(state, frame, node, NodeStarter.Arrange(node, completed.Outputs), 0, completed.Seconds);
        return true;
    }

    private static bool Fold(RunState state, NodeFailed failed)
    {
        if (Find(state, failed, failed.Consumer) is not var (frame, node))
        {
            return false;
        }

        if (failed.Consumer >= 0)
        {
            if (TakeAsked(state, frame, node, failed.Consumer, failed.Attempt, out var consumer, out var inputs) is null)
            {
                return false;
            }

            FailGathering(state, frame, consumer, PureEvaluator.Failed(state, frame, node, inputs, failed.Error));
            return true;
        }

        if (frame.Slot(node) is not { State: NodeState.Running, Activity: { } activity } || activity.Attempt != failed.Attempt)
        {
            return false;
        }

        Log(state, frame, node, failed.Log);
        FailureRouter.Fail(state, frame, node, failed.Error, failed.Chance, failed.Seconds);
        return true;
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

    private static bool HeavyArrived(RunState state, Frame frame, GraphNode node, NodeCompleted completed)
    {
        if (TakeAsked(state, frame, node, completed.Consumer, completed.Attempt, out var consumer, out var inputs) is not { } gathering)
        {
            return false;
        }

        var outputs = NodeStarter.Arrange(node, completed.Outputs);
        gathering.Known[node.Index] = outputs;
        state.Budget.Hold(node, outputs);
        PureEvaluator.Evaluated(state, frame, node, inputs, outputs);
        DataGatherer.Arrived(state, frame, consumer, DataGatherer.PurposeOf(frame, consumer));
        return true;
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

    private static bool Fold(RunState state, VariableChanged changed)
    {
        // Only who is active is answered: what a node does after it is over counts for nothing.
        if (Find(state, changed) is not var (frame, node) || frame.Slot(node).Activity is not { } activity || activity.Answers?.ContainsKey(changed.Number) == true)
        {
            return false;
        }

        VariableAnswer answer;
        try
        {
            answer = new VariableAnswer(state.Variables.Apply(changed.Change));
            state.Details?.Assigned(frame, node, changed.Change, state.Variables.Find(changed.Change.Name), isInPlace: false);
        }
        catch (NodeException refused)
        {
            answer = new VariableAnswer(Value.Null, refused.Error);
        }

        (activity.Answers ??= []).Add(changed.Number, answer);
        state.Budget.Hold(node, [changed.Change.Operand, answer.Result]);
        return true;
    }

    private static bool Fold(RunState state, ChildEnded ended)
    {
        var wasOpen = Close(state, ended);
        if (Find(state, ended) is not var (frame, node) || frame.Slot(node) is not { State: NodeState.Running, Activity: { } activity } || node.Operation != ControlOperation.Call
            || (ended.Attempt > 0 && ended.Attempt != activity.Attempt))
        {
            return wasOpen;
        }

        if (ended.Error is { } error)
        {
            FailureRouter.Fail(state, frame, node, error, ended.Chance);
            return true;
        }

        var outputs = NodeStarter.Arrange(node, ended.Result ?? ValueMap.Empty);
        outputs[node.OutputIndex("result")] = ended.Result;
        ExecutionPlanner.Complete(state, frame, node, outputs, 0);
        return true;
    }

    /// <summary>A child has ended, whether or not its end is still wanted. The earliest journals do not say which attempt it was: then it is the present one.</summary>
    private static bool Close(RunState state, ChildEnded ended)
    {
        var attempt = ended.Attempt > 0 ? ended.Attempt : Find(state, ended) is var (frame, node) ? frame.Slot(node).Activity?.Attempt ?? 0 : 0;
        return state.Children.Close(ended.Frame, ended.Node, attempt);
    }

    private static void Log(RunState state, Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        if (lines.Count > 0)
        {
            state.Observer?.Logged(frame, node, lines);
        }
    }

    /// <summary>An event's instance; null if its frame has left or there is no such node.</summary>
    /// <param name="state">The run.</param>
    /// <param name="event">The event.</param>
    /// <param name="consumer">For whom a pure node is evaluated, which may then be in no region; -1 for any other node, which must be in that of its frame.</param>
    public static (Frame Frame, GraphNode Node)? Find(RunState state, InstanceEvent @event, int consumer = -1)
    {
        var nodes = state.Graph.Nodes;
        if (state.FrameById(@event.Frame) is not { } frame || (uint)@event.Node >= (uint)nodes.Length || consumer >= nodes.Length)
        {
            return null;
        }

        var node = nodes[@event.Node];
        return consumer >= 0 || node.Region == frame.Region.Index ? (frame, node) : null;
    }
}
