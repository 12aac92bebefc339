using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Turns of loops: started up to the concurrency, settled in any order, collected in theirs.</summary>
internal static class LoopRunner
{
    /// <summary>Starts a loop whose inputs are gathered.</summary>
    public static void Start(RunState run, Frame frame, GraphNode node, ReadOnlySpan<Value> inputs)
    {
        if (!TryPlan(run, node, inputs, out var loop, out var error))
        {
            FailureRouter.Fail(run, frame, node, error!);
            return;
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        (slot.Activity ??= new Activity()).Loop = loop;
        StartTurns(run, frame, node, loop!);
    }

    /// <summary>The inputs that a loop reads when it fires; the others are read turn by turn.</summary>
    public static int FiringInputs(GraphNode node) => node.Operation switch
    {
        ControlOperation.ForEach => 1,
        ControlOperation.ForRange => 3,
        _ => 0,
    };

    /// <summary>A turn has nothing left to do: takes its value and goes on.</summary>
    public static void TurnSettled(RunState run, Frame frame, GraphNode node, Frame turn)
    {
        if (frame.Slot(node).Activity?.Loop is not { } loop)
        {
            RegionRunner.Close(run, turn); // its loop has failed meanwhile
            return;
        }

        if (loop.Collected is not null && !turn.Cancelling)
        {
            TakeUp(run, turn, node, Purpose.Collect);
            return;
        }

        EndTurn(run, frame, node, loop, turn);
    }

    /// <summary>Gathers a condition or a turn's value, as far as it goes, and goes on if it is there.</summary>
    public static void TakeUp(RunState run, Frame turn, GraphNode node, Purpose purpose)
    {
        var frame = turn.Parent!;
        if (turn.Cancelling || frame.Slot(node).Activity?.Loop is not { } loop)
        {
            return;
        }

        var at = purpose == Purpose.Condition ? 0 : node.Inputs.Length - 1;
        var value = default(Value);
        if (!DataGatherer.TryGather(run, turn, node, purpose, at, new Span<Value>(ref value), out var error))
        {
            // A turn whose source was skipped adds null.
            if (error is null)
            {
                return;
            }

            if (purpose == Purpose.Condition || error.Code != "missing_input" || error.NodeId is not null)
            {
                GatheringFailed(run, turn, node, error);
                return;
            }

            value = Value.Null;
        }

        turn.TurnGathering = null;
        if (purpose == Purpose.Collect)
        {
            Collect(loop, turn.Turn, value);
            EndTurn(run, frame, node, loop, turn);
        }
        else
        {
            Decide(run, frame, node, loop, turn, value.AsBool());
        }
    }

    /// <summary>What a condition or a turn's value reads from has failed.</summary>
    public static void GatheringFailed(RunState run, Frame turn, GraphNode node, NodeError error)
    {
        if (turn.Parent!.Slot(node).Activity?.Loop is { } loop && !turn.Cancelling)
        {
            turn.TurnGathering = null;
            LeaveTurn(run, loop, turn);
            RaiseOfTurn(run, turn.Parent, node, error, turn);
        }
    }

    /// <summary>Ends the innermost loop around a frame.</summary>
    public static bool Break(RunState run, Frame frame)
    {
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            var owner = run.Graph.Nodes[at.Region.Owner];
            if (!owner.IsLoop)
            {
                continue;
            }

            if (at.Parent.Slot(owner).Activity?.Loop is { } loop)
            {
                loop.Stopped = true;
            }

            foreach (var turn in at.Parent.Children!.Where(child => child.Region.Owner == owner.Index).ToList())
            {
                Canceller.Cancel(run, turn);
            }

            return true;
        }

        return false;
    }

    private static bool TryPlan(RunState run, GraphNode node, ReadOnlySpan<Value> inputs, out LoopProgress? loop, out NodeError? error)
    {
        var concurrency = node.Settings.Constants.TryGetValue("CONCURRENCY", out var given) && given.IsInt ? (int)Math.Clamp(given.AsInt(), 0, int.MaxValue) : 1;
        concurrency = concurrency == 0 ? run.Limits.MaxParallelTurns : Math.Min(concurrency, run.Limits.MaxParallelTurns);
        var collected = node.Inputs.Length > 0 && node.Inputs[^1] is { Name: "collect", Source: >= 0 } ? new List<Value?>() : null;
        (loop, error) = (null, null);
        switch (node.Operation)
        {
            case ControlOperation.ForEach:
                loop = new LoopProgress { Items = inputs[0].AsList(), Total = inputs[0].AsList().Count, Concurrency = concurrency, Collected = collected };
                break;
            case ControlOperation.ForRange:
                var (start, stop, step) = (inputs[0].AsInt(), inputs[1].AsInt(), inputs[2].AsInt());
                if (step == 0)
                {
                    error = new NodeError("invalid_step", $"Input 'step' of node '{node.Id}' is 0; a range needs a step of at least 1 or at most -1.", false);
                    return false;
                }

                loop = new LoopProgress { Start = start, Step = step, Total = RangeLength(start, stop, step), Concurrency = concurrency, Collected = collected };
                break;
            default:
                var limit = node.Settings.Constants.TryGetValue("MAX_ITERATIONS", out var most) && most.IsInt ? most.AsInt() : 100_000;
                loop = new LoopProgress { Total = limit, Concurrency = 1 };
                break;
        }

        if (loop.Total > run.Limits.MaxLoopTurns)
        {
            error = new NodeError("loop_limit", $"Loop '{node.Id}' would take {loop.Total} turns; at most {run.Limits.MaxLoopTurns} are allowed.", false);
        }

        return error is null;
    }

    private static long RangeLength(long start, long stop, long step)
    {
        var length = step > 0
            ? stop <= start ? 0 : (((Int128)stop - start - 1) / step) + 1
            : stop >= start ? 0 : (((Int128)start - stop - 1) / -(Int128)step) + 1;
        return length > long.MaxValue ? long.MaxValue : (long)length;
    }

    private static void StartTurns(RunState run, Frame frame, GraphNode node, LoopProgress loop)
    {
        while (!loop.Stopped && !frame.Cancelling && loop.Running < loop.Concurrency && (loop.Next < loop.Total || node.Operation == ControlOperation.While))
        {
            var turn = loop.Next++;
            var element = loop.Items is { } items ? items[(int)turn] : loop.Start + (turn * loop.Step);
            loop.Running++;
            var child = RegionRunner.Open(run, frame, node, node.PortIndex("exec-body"), turn, element);
            if (node.Operation == ControlOperation.While)
            {
                // The condition decides whether there is a turn; until it has, the frame counts as active.
                child.Active++;
                child.Deciding = true;
                run.Ready.Enqueue((child, node.Index, Purpose.Condition));
                return;
            }

            ExecutionPlanner.Enter(run, child);
        }

        if (loop.Running == 0)
        {
            Finish(run, frame, node, loop);
        }
    }

    private static void Decide(RunState run, Frame frame, GraphNode node, LoopProgress loop, Frame turn, bool holds)
    {
        if (holds && turn.Turn >= loop.Total)
        {
            LeaveTurn(run, loop, turn);
            RaiseOfTurn(run, frame, node, new NodeError("loop_limit", $"Loop '{node.Id}' still holds after {loop.Total} turns (MAX_ITERATIONS).", false), turn);
            return;
        }

        turn.Active--;
        turn.Deciding = false;
        if (holds)
        {
            ExecutionPlanner.Enter(run, turn);
            return;
        }

        loop.Stopped = true;
        LeaveTurn(run, loop, turn);
        Finish(run, frame, node, loop);
    }

    private static void LeaveTurn(RunState run, LoopProgress loop, Frame turn)
    {
        turn.Settled = true; // a turn that was not entered has nothing that could settle it
        loop.Running--;
        RegionRunner.Close(run, turn);
    }

    private static void RaiseOfTurn(RunState run, Frame frame, GraphNode node, NodeError error, Frame turn)
    {
        foreach (var other in frame.Children!.Where(child => child.Region.Owner == node.Index && child != turn).ToList())
        {
            Canceller.Cancel(run, other);
        }

        frame.Slot(node).Activity!.Loop!.Stopped = true;
        FailureRouter.Give(run, frame, node, new RaisedError(error, error.NodeId ?? node.Id, frame.Path, 1));
    }

    private static void Collect(LoopProgress loop, long turn, Value value)
    {
        while (loop.Collected!.Count <= turn)
        {
            loop.Collected.Add(null);
        }

        loop.Collected[(int)turn] = value;
    }

    private static void EndTurn(RunState run, Frame frame, GraphNode node, LoopProgress loop, Frame turn)
    {
        loop.Running--;
        RegionRunner.Close(run, turn);
        if (!loop.Stopped && !frame.Cancelling)
        {
            StartTurns(run, frame, node, loop);
        }
        else if (loop.Running == 0)
        {
            Finish(run, frame, node, loop);
        }
    }

    private static void Finish(RunState run, Frame frame, GraphNode node, LoopProgress loop)
    {
        if (frame.Cancelling)
        {
            RegionRunner.SettleCancelled(run, frame, node);
            return;
        }

        var outputs = new Value[node.Outputs.Length];
        if (node.OutputIndex("collected") is >= 0 and var at)
        {
            outputs[at] = ValueList.Adopt([.. (loop.Collected ?? []).Where(value => value is not null).Select(value => value!.Value)]);
        }

        ExecutionPlanner.Complete(run, frame, node, outputs, node.PortIndex("exec-completed"));
    }
}
