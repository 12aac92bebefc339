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
        if (!LoopPlan.TryMake(run, node, inputs, out var loop, out var error))
        {
            FailureRouter.Fail(run, frame, node, error);
            return;
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Steering;
        (slot.Activity ??= new Activity()).Loop = loop;
        run.Budget.Hold(node, inputs);
        WaitStarter.LimitTime(run, frame, node, slot.Activity);
        StartTurns(run, frame, node, loop);
    }

    /// <summary>The inputs that a loop reads when it fires; the others are read turn by turn.</summary>
    public static int FiringInputs(GraphNode node) => node.Operation switch
    {
        ControlOperation.ForEach => 1,
        ControlOperation.ForRange => 3,
        _ => 0,
    };

    /// <summary>What a frame of a region is for: the item or the number of a loop's turn; null in a frame that is none.</summary>
    public static Value ElementOf(Frame? parent, GraphRegion region, long turn) =>
        parent?.Slot(parent.Graph.Nodes[region.Owner]).Activity?.Loop?.Element(turn) ?? default;

    /// <summary>A turn has nothing left to do: takes its value and goes on.</summary>
    public static void TurnSettled(RunState run, Frame frame, GraphNode node, Frame turn)
    {
        var loop = frame.Slot(node).Activity!.Loop!;
        if (loop.Collected is null || turn.Cancelling)
        {
            EndTurn(run, frame, node, loop, turn);
        }
        else if (run.IsPaused)
        {
            DataGatherer.Begin(turn, node, Purpose.Collect); // what it reads from may have to be started
            run.Ready.Enqueue((turn, node.Index, Purpose.Collect));
        }
        else
        {
            TakeUp(run, turn, node, Purpose.Collect);
        }
    }

    /// <summary>Gathers a condition or a turn's value, as far as it goes, and goes on if it is there.</summary>
    public static void TakeUp(RunState run, Frame turn, GraphNode node, Purpose purpose)
    {
        if (turn.Cancelling)
        {
            return;
        }

        var frame = turn.Parent!;
        var loop = frame.Slot(node).Activity!.Loop!;
        var at = purpose == Purpose.Condition ? 0 : node.Inputs.Length - 1;
        var value = default(Value);
        if (!DataGatherer.TryGather(run, turn, node, purpose, at, new Span<Value>(ref value), out var error))
        {
            if (error is not null)
            {
                GatheringFailed(run, turn, node, error);
            }

            return;
        }

        turn.TurnGathering = null;
        if (purpose == Purpose.Collect)
        {
            loop.Collect(turn.Turn, value);
            run.Budget.Hold(node, value);
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
        DataGatherer.GiveUp(run, turn.TurnGathering);
        turn.TurnGathering = null;
        Fail(run, turn.Parent!, node, error, turn);
    }

    /// <summary>A loop has taken too long: fails it when its turns have been ended.</summary>
    public static void TimedOut(RunState run, Frame frame, GraphNode node, NodeError error)
    {
        frame.Slot(node).Activity!.Loop!.Raised ??= run.Raise(error, node, frame, 1);
        StopTurns(run, frame, node);
    }

    /// <summary>Ends the innermost loop around a frame.</summary>
    public static void Break(RunState run, Frame frame)
    {
        for (var turn = frame; turn.Parent is { } around; turn = around)
        {
            if (run.Graph.Nodes[turn.Region.Owner] is { IsLoop: true } loop)
            {
                StopTurns(run, around, loop);
                return;
            }
        }
    }

    private static void StopTurns(RunState run, Frame frame, GraphNode node)
    {
        frame.Slot(node).Activity!.Loop!.Stopped = true;
        for (var (turn, next) = (frame.FirstChild, frame.FirstChild?.NextSibling); turn is not null; (turn, next) = (next, next?.NextSibling))
        {
            if (turn.Region.Owner == node.Index)
            {
                Canceller.Cancel(run, turn);
            }
        }
    }

    private static void StartTurns(RunState run, Frame frame, GraphNode node, LoopProgress loop)
    {
        var isWhile = node.Operation == ControlOperation.While;
        while (loop.Running < loop.Concurrency && (loop.Next < loop.Total || isWhile))
        {
            var turn = loop.Next++;
            var element = loop.Element(turn);
            loop.Running++;
            var child = RegionRunner.Open(run, frame, node, node.PortIndex("exec-body"), turn, element);
            if (isWhile)
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
        if (!holds)
        {
            loop.Stopped = true;
            loop.Next--;
            EndTurn(run, frame, node, loop, turn);
        }
        else if (turn.Turn >= loop.Total)
        {
            Fail(run, frame, node, new NodeError("loop_limit", $"The condition of loop '{node.Id}' still holds after {loop.Total:N0} turns, which is as many as it may take (MAX_ITERATIONS).", false), turn);
        }
        else
        {
            turn.Active--;
            turn.Deciding = false;
            ExecutionPlanner.Enter(run, turn);
        }
    }

    /// <summary>A loop fails because of one turn: the others are ended, and when all have settled it has failed.</summary>
    private static void Fail(RunState run, Frame frame, GraphNode node, NodeError error, Frame turn)
    {
        var loop = frame.Slot(node).Activity!.Loop!;
        loop.Raised ??= run.Raise(error, node, frame, 1);
        turn.Settled = true; // nothing in it is active; it is dealt with here
        turn.Deciding = false;
        turn.Cancelling = true;
        StopTurns(run, frame, node);
        EndTurn(run, frame, node, loop, turn);
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
        }
        else if (loop.Raised is { } error)
        {
            FailureRouter.Give(run, frame, node, error);
        }
        else
        {
            ExecutionPlanner.Complete(run, frame, node, Outputs(node, loop), node.PortIndex("exec-completed"));
        }
    }

    /// <summary>What a loop has when it is done: the element and the number of the last turn that started (null if none did), and what was collected.</summary>
    private static Value[] Outputs(GraphNode node, LoopProgress loop)
    {
        var outputs = new Value[node.OwnOutputs];
        var last = loop.Next - 1;
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = node.Outputs[i] switch
            {
                "collected" => ValueList.Adopt([.. (loop.Collected ?? []).Where(value => value is not null).Select(value => value!.Value)]),
                "index" when last >= 0 => node.Operation == ControlOperation.ForRange ? loop.Start + (last * loop.Step) : last,
                "element" when last >= 0 => loop.Items![(int)last],
                _ => default,
            };
        }

        return outputs;
    }
}
