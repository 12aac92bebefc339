using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Timers that are due: what each was set for.</summary>
internal static class TimerReception
{
    public static bool Fold(RunState state, TimerFired fired)
    {
        if (EventFolder.Find(state, fired) is not var (frame, node))
        {
            return false;
        }

        ref var slot = ref frame.Slot(node);
        if (slot.Activity?.Timer != fired.Timer)
        {
            return false;
        }

        slot.Activity.Timer = 0;
        Due(state, frame, node, slot.State, slot.Activity);
        return true;
    }

    private static void Due(RunState state, Frame frame, GraphNode node, NodeState at, Activity activity)
    {
        switch (at)
        {
            case NodeState.Retrying:
                state.Ready.Enqueue((frame, node.Index, Purpose.Retry)); // an attempt that starts waits while the run is paused
                break;
            case NodeState.Waiting when WaitStarter.IsLimited(activity):
                FailureRouter.Fail(state, frame, node, TooLong(node));
                break;
            case NodeState.Waiting when node.Operation == ControlOperation.WaitSignal:
                ExecutionPlanner.Complete(state, frame, node, [], node.PortIndex("exec-timeout"));
                break;
            case NodeState.Waiting:
                ExecutionPlanner.Complete(state, frame, node, [], 0);
                break;
            case NodeState.Running when node.Operation == ControlOperation.Call:
                Canceller.CancelCall(state, frame, node, activity.Attempt);
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
}
