using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Failures;

/// <summary>Brings a failure to whoever takes it: another attempt, the exec-error edge, the nearest try, the node's policy.</summary>
internal static class FailureRouter
{
    private const int MostErrors = 100;

    /// <summary>An attempt failed.</summary>
    public static void Fail(RunState run, Frame frame, GraphNode node, NodeError error, double chance = 0, double? seconds = null)
    {
        ref var slot = ref frame.Slot(node);
        var attempt = slot.Activity?.Attempt ?? 1;
        var repeatable = error.Retryable && (node.RunsInGrain || node.Operation == ControlOperation.Call);
        if (ErrorPolicy.RetryDelay(node.Policy, run.ErrorStrategy, attempt, repeatable, chance) is { } delay)
        {
            slot.State = NodeState.Retrying;
            run.Timers.Set(frame, node.Index, slot.Activity!, run.Now + delay);
            run.Observer?.Retrying(frame, node, attempt, error, run.Now + delay);
            return;
        }

        Give(run, frame, node, new RaisedError(error, error.NodeId ?? node.Id, frame.Path, attempt), seconds);
    }

    /// <summary>A node failed for good.</summary>
    public static void Give(RunState run, Frame frame, GraphNode node, RaisedError raised, double? seconds = null)
    {
        ref var slot = ref frame.Slot(node);
        run.NodesExecuted++;
        run.NodesFailed++;
        if (run.ErrorList.Count < MostErrors)
        {
            run.ErrorList.Add(raised);
        }

        run.Observer?.Failed(frame, node, raised.Attempt, raised.Error, seconds);
        slot.State = NodeState.Failed;
        slot.Outputs = ErrorOutputs(node, raised);
        if (node.ErrorPort.Targets.Length > 0)
        {
            ExecutionPlanner.SettlePorts(run, frame, node, node.Ports.Length - 1);
            ExecutionPlanner.Leave(run, frame, node);
            return;
        }

        if (RegionRunner.FindTry(run, frame) is { } region)
        {
            RegionRunner.Raise(run, region, raised);
            ExecutionPlanner.Leave(run, frame, node);
            return;
        }

        switch (ErrorPolicy.Final(node.Policy, run.ErrorStrategy))
        {
            case OnError.Continue:
                ExecutionPlanner.SettlePorts(run, frame, node, -1);
                break;
            case OnError.Skip:
                slot.State = NodeState.Completed;
                slot.Outputs = [.. node.OutputTypes.Select(Zero)];
                ExecutionPlanner.SettlePorts(run, frame, node, DefaultPort(node));
                break;
            default:
                Canceller.End(run, new Outcome(OutcomeKind.Failed, run.Now, Error: raised));
                break;
        }

        ExecutionPlanner.Leave(run, frame, node);
    }

    private static Value[] ErrorOutputs(GraphNode node, RaisedError raised)
    {
        var outputs = new Value[node.Outputs.Length];
        outputs[node.OutputIndex("error")] = raised.Error.ToValue(raised.NodeId, raised.Attempt);
        return outputs;
    }

    private static Value Zero(PinType type) => type.Name switch
    {
        PinTypeName.Int or PinTypeName.Number => 0L,
        PinTypeName.Float => 0.0,
        PinTypeName.Str => "",
        PinTypeName.Bool => false,
        PinTypeName.List => ValueList.Empty,
        PinTypeName.Dict => ValueMap.Empty,
        _ => Value.Null,
    };

    /// <summary>The port that a skipped failure leaves by: a condition counts as false, a switch takes its default, a loop is completed.</summary>
    private static int DefaultPort(GraphNode node) => node.Operation switch
    {
        ControlOperation.If => node.PortIndex("exec-false"),
        ControlOperation.Switch => node.PortIndex("exec-default"),
        ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While => node.PortIndex("exec-completed"),
        _ => node.Ports.Length > 1 ? 0 : -1,
    };
}
