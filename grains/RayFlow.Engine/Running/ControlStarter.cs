using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What control nodes do that decide where a frame goes on, or that it does not.</summary>
internal static class ControlStarter
{
    public static int Case(GraphNode node, Value value)
    {
        var cases = node.Settings.Constants.TryGetValue("CASES", out var given) && given.Kind == ValueKind.List ? given.AsList() : ValueList.Empty;
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i] == value)
            {
                return i; // the ports of the cases come first, in their order
            }
        }

        return cases.Count;
    }

    public static void Return(RunState run, Frame frame, GraphNode node, Span<Value> inputs)
    {
        var result = new ValueMap.Builder();
        for (var i = 0; i < inputs.Length; i++)
        {
            result.Set(node.Inputs[i].Name, inputs[i]);
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Completed;
        slot.Outputs = [];
        run.NodesExecuted++;
        run.Observer?.Completed(frame, node, slot.Outputs, null);
        if (run.Ending is null && RegionRunner.FindFinallyWithError(run, frame) is { } region)
        {
            // The error goes on when the finally region is done, and a RETURN does no more than to end that.
            Canceller.Cancel(run, region);
        }
        else
        {
            var status = node.Settings.Config.TryGetValue("status_code", out var code) && code.IsInt ? (int)code.AsInt() : 200;
            Canceller.End(run, new Outcome(OutcomeKind.Completed, run.Now, node.Id, result.Build(), status));
        }

        // Its frame is ended by this, unless it is in a finally region, which goes on without what is behind it.
        ExecutionPlanner.SettlePorts(run, frame, node, -1);
        ExecutionPlanner.Leave(run, frame, node);
    }

    public static void Fail(RunState run, Frame frame, GraphNode node, Span<Value> inputs) =>
        FailureRouter.Fail(run, frame, node, new NodeError(inputs[1].AsStr(), inputs[0].AsStr(), false));

    public static void Sequence(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        (slot.Activity ??= new Activity()).Sequence = new SequenceProgress();
        ExecutionPlanner.Advance(run, frame, node);
    }

    public static void Break(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Completed;
        slot.Outputs = [];
        run.NodesExecuted++;
        run.Observer?.Completed(frame, node, slot.Outputs, null);
        LoopRunner.Break(run, frame);
        ExecutionPlanner.SettlePorts(run, frame, node, -1);
        ExecutionPlanner.Leave(run, frame, node);
    }
}
