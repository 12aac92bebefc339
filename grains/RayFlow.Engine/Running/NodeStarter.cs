using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Variables;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Fires a node: gathers its inputs, then evaluates it, hands it to its grain or carries out its operation.</summary>
internal static class NodeStarter
{
    /// <summary>Fires a node whose turn it is.</summary>
    public static void Fire(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        if (slot.State is not (NodeState.Ready or NodeState.Preparing))
        {
            return;
        }

        if (TakeOver(run, frame, node))
        {
            return;
        }

        if (node.Join.Mode == JoinMode.Strict && slot.Live + slot.Unsettled < node.ExecInputs)
        {
            var cause = slot.Cause > 0 ? $"because of node '{run.Graph.Nodes[slot.Cause - 1].Id}'" : "because START does not reach its source";
            FailureRouter.Fail(run, frame, node, new NodeError("join_strict", $"Node '{node.Id}' joins strictly, and an exec edge into it is dead {cause}.", false));
            return;
        }

        var inputs = run.Scratch.Inputs(node.IsLoop ? LoopRunner.FiringInputs(node) : node.Inputs.Length);
        if (!DataGatherer.TryGather(run, frame, node, Purpose.Fire, 0, inputs, out var error))
        {
            if (error is not null)
            {
                FailureRouter.Fail(run, frame, node, error);
            }

            return;
        }

        if (slot.Activity is { } activity)
        {
            activity.Gathering = null;
        }

        if (node.Operation == ControlOperation.Call && run.Children.EarlierAttempts is > 0 and var earlier)
        {
            slot.Activity ??= new Activity();
            (slot.Activity.Attempt, slot.Activity.EarlierAttempts) = (earlier + 1, earlier);
        }

        run.Observer?.Started(frame, node, slot.Activity?.Attempt ?? 1, inputs);
        Start(run, frame, node, inputs);
    }

    /// <summary>Starts the next attempt of a node whose retry is due.</summary>
    public static void Retry(RunState run, Frame frame, GraphNode node)
    {
        if (frame.Slot(node) is not { State: NodeState.Retrying, Activity: { } activity })
        {
            return; // ended while it waited for its turn
        }

        activity.Attempt++;
        activity.DueAt = null;
        run.Observer?.Started(frame, node, activity.Attempt, activity.Inputs);
        Hand(run, frame, node, activity);
    }

    /// <summary>Makes an attempt: in place if it touches nothing but the run, else by asking the world for it.</summary>
    private static void Hand(RunState run, Frame frame, GraphNode node, Activity activity)
    {
        ref var slot = ref frame.Slot(node);
        run.Outside += slot.IsOutside ? 0 : 1;
        slot.State = NodeState.Running;
        if (node.Inline is not null)
        {
            Effect(run, frame, node, activity);
            return;
        }

        Note(run, frame, node, activity);
        run.Instructions.Add(Outstanding.Attempt(frame, node, activity));
        if (node.Operation == ControlOperation.Call)
        {
            WaitStarter.LimitTime(run, frame, node, activity);
            run.Observer?.Waiting(frame, node, activity.DueAt, null);
        }
    }

    /// <summary>Remembers a child run that is asked for until its end comes.</summary>
    public static void Note(RunState run, Frame frame, GraphNode node, Activity activity)
    {
        if (node.Operation == ControlOperation.Call)
        {
            run.Children.Open(frame, node, activity.Attempt);
        }
    }

    private static void Effect(RunState run, Frame frame, GraphNode node, Activity activity)
    {
        var outputs = new Value[node.OwnOutputs];
        if (new InlineCall(run, frame, node).Run(activity.Inputs, outputs) is { } error)
        {
            FailureRouter.Fail(run, frame, node, error);
            return;
        }

        Complete(run, frame, node, outputs, 0);
    }

    /// <summary>Completes a node whose result was taken over from another run.</summary>
    private static bool TakeOver(RunState run, Frame frame, GraphNode node)
    {
        var isKept = node.RunsInGrain || node.Operation is ControlOperation.Call or ControlOperation.Delay or ControlOperation.WaitSignal;
        if (run.TakenOver is null || !isKept || !run.TakenOver.TryGetValue(frame.InstancePath(node.Id), out var taken) || !taken.TryDict(out var outputs))
        {
            return false;
        }

        var timedOut = node.Operation == ControlOperation.WaitSignal && !outputs.ContainsKey("payload");
        ExecutionPlanner.Complete(run, frame, node, Arrange(node, outputs), timedOut ? node.PortIndex("exec-timeout") : 0);
        return true;
    }

    /// <summary>Named outputs in the node's order; what is not there is null.</summary>
    public static Value[] Arrange(GraphNode node, ValueMap outputs)
    {
        var values = new Value[node.OwnOutputs];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = outputs.TryGetValue(node.Outputs[i], out var value) ? value : Value.Null;
        }

        return values;
    }

    private static void Start(RunState run, Frame frame, GraphNode node, Span<Value> inputs)
    {
        if (node.RunsInGrain || node.Inline is not null || node.Operation is ControlOperation.Call or ControlOperation.Checkpoint)
        {
            ref var slot = ref frame.Slot(node);
            slot.Activity ??= new Activity();
            slot.Activity.Inputs = inputs.ToArray();
            run.Budget.Hold(node, inputs);
            Hand(run, frame, node, slot.Activity);
            return;
        }

        switch (node.Operation)
        {
            case ControlOperation.None: Evaluate(run, frame, node, inputs); break;
            case ControlOperation.Start: Complete(run, frame, node, Arrange(node, run.Inputs), 0); break;
            case ControlOperation.Return: Return(run, frame, node, inputs); break;
            case ControlOperation.Fail: Fail(run, frame, node, inputs); break;
            case ControlOperation.If: Complete(run, frame, node, [], node.PortIndex(inputs[0].AsBool() ? "exec-true" : "exec-false")); break;
            case ControlOperation.Switch: Complete(run, frame, node, [], Case(node, inputs[0])); break;
            case ControlOperation.Merge: Complete(run, frame, node, [], 0); break;
            case ControlOperation.Sequence: Sequence(run, frame, node); break;
            case ControlOperation.Break: Break(run, frame, node); break;
            case ControlOperation.Try: RegionRunner.StartTry(run, frame, node); break;
            case ControlOperation.Delay: WaitStarter.Delay(run, frame, node, inputs[0].AsFloat()); break;
            case ControlOperation.WaitSignal: WaitStarter.WaitSignal(run, frame, node, inputs[0].AsFloat()); break;
            default: LoopRunner.Start(run, frame, node, inputs); break;
        }
    }

    private static void Complete(RunState run, Frame frame, GraphNode node, Value[] outputs, int port) =>
        ExecutionPlanner.Complete(run, frame, node, outputs, port);

    private static void Evaluate(RunState run, Frame frame, GraphNode node, Span<Value> inputs)
    {
        var outputs = new Value[node.OwnOutputs];
        if (PureCall.Run(node, inputs, outputs, run.Variables.Readings(node)) is { } error)
        {
            FailureRouter.Fail(run, frame, node, error);
            return;
        }

        Complete(run, frame, node, outputs, 0);
    }

    private static int Case(GraphNode node, Value value)
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

    private static void Return(RunState run, Frame frame, GraphNode node, Span<Value> inputs)
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

    private static void Fail(RunState run, Frame frame, GraphNode node, Span<Value> inputs) =>
        FailureRouter.Fail(run, frame, node, new NodeError(inputs[1].AsStr(), inputs[0].AsStr(), false));

    private static void Sequence(RunState run, Frame frame, GraphNode node)
    {
        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        (slot.Activity ??= new Activity()).Sequence = new SequenceProgress();
        ExecutionPlanner.Advance(run, frame, node);
    }

    private static void Break(RunState run, Frame frame, GraphNode node)
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
