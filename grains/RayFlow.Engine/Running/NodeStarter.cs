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

        if (KnownResults.Of(run, frame, node, inputs) is { } known)
        {
            TakeOver(run, frame, node, inputs, known);
            return;
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

    /// <summary>Completes a node whose outputs were given, or taken over from another run whatever it reads.</summary>
    private static bool TakeOver(RunState run, Frame frame, GraphNode node)
    {
        if (Given(run, frame, node) is { } outputs)
        {
            TakeOver(run, frame, node, [], ValueMap.Of(("outputs", outputs)));
            return true;
        }

        if (IsKept(node) && KnownResults.Of(run, frame, node) is { } known)
        {
            TakeOver(run, frame, node, [], known);
            return true;
        }

        return false;
    }

    private static void TakeOver(RunState run, Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ValueMap known)
    {
        if (KnownResults.Apply(run, frame, node, known) is { } error)
        {
            FailureRouter.Fail(run, frame, node, error);
            return;
        }

        var outputs = KnownResults.Outputs(known);
        var timedOut = node.Operation == ControlOperation.WaitSignal && !outputs.ContainsKey("payload");
        ExecutionPlanner.TakeOver(run, frame, node, inputs, Arrange(node, outputs), timedOut ? node.PortIndex("exec-timeout") : 0);
    }

    /// <summary>Whether what a node gave in another run can stand for its execution; all others are computed again.</summary>
    private static bool IsKept(GraphNode node) => node.RunsInGrain || node.Operation is ControlOperation.Call or ControlOperation.Delay or ControlOperation.WaitSignal;

    private static ValueMap? Given(RunState run, Frame frame, GraphNode node)
    {
        if (run.Pinned is null && run.TakenOver is null)
        {
            return null;
        }

        var path = frame.InstancePath(node.Id);
        if (run.Pinned is { } pinned && pinned.TryGetValue(path, out var given) && given.TryDict(out var outputs))
        {
            return outputs;
        }

        return IsKept(node) && run.TakenOver is { } taken && taken.TryGetValue(path, out given) && given.TryDict(out outputs) ? outputs : null;
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
            case ControlOperation.Return: ControlStarter.Return(run, frame, node, inputs); break;
            case ControlOperation.Fail: ControlStarter.Fail(run, frame, node, inputs); break;
            case ControlOperation.If: Complete(run, frame, node, [], node.PortIndex(inputs[0].AsBool() ? "exec-true" : "exec-false")); break;
            case ControlOperation.Switch: Complete(run, frame, node, [], ControlStarter.Case(node, inputs[0])); break;
            case ControlOperation.Merge: Complete(run, frame, node, [], 0); break;
            case ControlOperation.Sequence: ControlStarter.Sequence(run, frame, node); break;
            case ControlOperation.Break: ControlStarter.Break(run, frame, node); break;
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
}
