using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Failures;

/// <summary>Brings a failure to whoever takes it: another attempt, the exec-error edge, the nearest try, the node's policy.</summary>
internal static class FailureRouter
{
    /// <summary>An attempt failed.</summary>
    public static void Fail(RunState run, Frame frame, GraphNode node, NodeError error, double chance = 0, double? seconds = null)
    {
        ref var slot = ref frame.Slot(node);
        var activity = slot.Activity;
        var attempt = activity?.Attempt ?? 1;
        if (activity is not null && slot.State == NodeState.Running
            && ErrorPolicy.RetryDelay(node.Policy, run.ErrorStrategy, attempt - activity.EarlierAttempts, error.Retryable, chance) is { } delay)
        {
            slot.State = NodeState.Retrying;
            run.Timers.Set(frame, node.Index, activity, run.Now + delay);
            run.Observer?.Retrying(frame, node, attempt, error, run.Now + delay);
            return;
        }

        Give(run, frame, node, run.Raise(error, node, frame, attempt), seconds);
    }

    /// <summary>A node failed for good, by itself or with an error that went through it.</summary>
    public static void Give(RunState run, Frame frame, GraphNode node, RaisedError raised, double? seconds = null)
    {
        ref var slot = ref frame.Slot(node);
        DataGatherer.GiveUp(run, slot.Activity?.Gathering);
        run.NodesExecuted++;
        run.NodesFailed++;
        run.List(raised);
        run.Observer?.Failed(frame, node, raised.Attempt, raised.Error, seconds);
        run.Outside -= slot.IsOutside ? 1 : 0;
        slot.State = NodeState.Failed;
        if (node.ErrorPort.Targets.Length > 0)
        {
            slot.Outputs = ErrorOutputs(node, raised);
            ExecutionPlanner.SettlePorts(run, frame, node, node.Ports.Length - 1);
        }
        else if (RegionRunner.FindTry(run, frame) is { } region)
        {
            RegionRunner.Raise(run, region, raised);
        }
        else
        {
            Settle(run, frame, node, raised);
        }

        ExecutionPlanner.Leave(run, frame, node);
    }

    /// <summary>Nobody takes a failure: the node's policy says what it means.</summary>
    private static void Settle(RunState run, Frame frame, GraphNode node, RaisedError raised)
    {
        switch (ErrorPolicy.Final(node.Policy, run.ErrorStrategy))
        {
            case OnError.Continue:
                run.FirstLeft ??= raised;
                ExecutionPlanner.SettlePorts(run, frame, node, -1);
                break;
            case OnError.Skip:
                ref var slot = ref frame.Slot(node);
                slot.State = NodeState.Completed;
                slot.Outputs = [.. node.OutputTypes.Take(node.OwnOutputs).Select(Zero)];
                ExecutionPlanner.SettlePorts(run, frame, node, DefaultPort(node));
                break;
            default:
                Canceller.End(run, new Outcome(OutcomeKind.Failed, run.Now, Error: raised));
                break;
        }
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

    /// <summary>The port that a skipped failure leaves by: a condition counts as false, a switch takes its default, a loop is completed, a sequence takes no branch.</summary>
    private static int DefaultPort(GraphNode node) => node.Operation switch
    {
        ControlOperation.If => node.PortIndex("exec-false"),
        ControlOperation.Switch => node.PortIndex("exec-default"),
        ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While => node.PortIndex("exec-completed"),
        ControlOperation.Sequence => -1,
        _ => node.Ports.Length > 1 ? 0 : -1,
    };
}
