using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>
/// Gathers what a firing node reads: waits for the exec nodes that it reads from, evaluates free pure nodes on the way (once per gathering,
/// whichever pins read them), and fills in input values and defaults. A gathering that cannot finish says what it waits for and is taken up again.
/// </summary>
internal static class DataGatherer
{
    /// <summary>
    /// Gathers the inputs from <paramref name="first"/> on. False: not all is there, and <paramref name="error"/> says why if it never will be.
    /// </summary>
    public static bool TryGather(RunState run, Frame frame, GraphNode node, Purpose purpose, int first, Span<Value> inputs, out NodeError? error)
    {
        error = null;
        var slots = node.Inputs.AsSpan(first, inputs.Length);
        var overrides = purpose == Purpose.Fire && run.Overrides is not null ? Overrides(run, frame, node) : null;
        if (IsWired(slots))
        {
            SourceWalk.Visit(run, frame, node, purpose, slots, overrides);
            if (!Prepare(run, frame, node, purpose, ref error))
            {
                return false;
            }
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            error = overrides is not null && overrides.TryGetValue(slots[i].Name, out inputs[i])
                ? InputReader.Accept(run, node, slots[i], ref inputs[i], fromEdge: false)
                : InputReader.Read(run, frame, node, slots[i], out inputs[i]);
            if (error is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Something that a gathering waited for is there; takes the gathering up again when nothing else is missing.</summary>
    public static void Arrived(RunState run, Frame frame, GraphNode node, Purpose purpose)
    {
        if (Find(frame, node, purpose) is { } gathering && --gathering.Pending == 0)
        {
            Unblock(run, gathering);
            run.Ready.Enqueue((frame, node.Index, purpose));
            if (purpose == Purpose.Fire)
            {
                run.Details?.Readied(frame, node);
            }
        }
    }

    /// <summary>The gathering that is under way for a node, or null.</summary>
    public static Gathering? Find(Frame frame, GraphNode node, Purpose purpose)
    {
        if (purpose != Purpose.Fire)
        {
            return frame.TurnGathering;
        }

        ref var slot = ref frame.Slot(node);
        return slot.State == NodeState.Preparing ? slot.Activity?.Gathering : null;
    }

    /// <summary>What an event's instance gathers for: a node that is not in its frame's region is the loop that the frame is a turn of.</summary>
    public static Purpose PurposeOf(Frame frame, GraphNode node) =>
        node.Region == frame.Region.Index ? Purpose.Fire : frame.Deciding ? Purpose.Condition : Purpose.Collect;

    /// <summary>Gives up a gathering: what it asked for is not wanted any more.</summary>
    public static void GiveUp(RunState run, Gathering? gathering)
    {
        if (gathering is null)
        {
            return;
        }

        Unblock(run, gathering);
        foreach (var asked in gathering.Asked)
        {
            run.Instructions.Add(new CancelNode(asked.Frame, asked.Node, asked.Consumer));
        }

        run.Outside -= gathering.Asked.Count;
        gathering.Asked.Clear();
    }

    private static void Unblock(RunState run, Gathering gathering)
    {
        run.Blocked -= gathering.IsBlocked ? 1 : 0;
        gathering.IsBlocked = false;
    }

    private static bool IsWired(ReadOnlySpan<InputSlot> slots)
    {
        foreach (var slot in slots)
        {
            if (slot.Source >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static ValueMap? Overrides(RunState run, Frame frame, GraphNode node) =>
        run.Overrides!.TryGetValue(frame.InstancePath(node.Id), out var given) && given.TryDict(out var map) ? map : null;

    /// <summary>The gathering of a node, begun if there is none.</summary>
    public static Gathering Begin(Frame frame, GraphNode node, Purpose purpose)
    {
        if (purpose != Purpose.Fire)
        {
            return frame.TurnGathering ??= new Gathering();
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Preparing;
        return (slot.Activity ??= new Activity()).Gathering ??= new Gathering();
    }

    /// <summary>Sees that everything is there: sources, heavy nodes; evaluates what can be. False: something is missing.</summary>
    private static bool Prepare(RunState run, Frame frame, GraphNode node, Purpose purpose, ref NodeError? error)
    {
        var scratch = run.Scratch;
        if (scratch.Unsettled.Count > 0)
        {
            Await(run, frame, node, purpose);
            return false;
        }

        run.Budget.BeginGathering();
        foreach (var free in scratch.Order)
        {
            if ((error = PureEvaluator.Evaluate(run, frame, node, purpose, free)) is not null)
            {
                return false;
            }
        }

        var gathering = Find(frame, node, purpose);
        if (gathering is null || gathering.Pending == 0)
        {
            return true;
        }

        foreach (var free in scratch.Order)
        {
            if (!scratch.Blocked[free.FreeIndex])
            {
                gathering.Known.TryAdd(free.Index, scratch.OutputsOf(free).ToArray());
                run.Budget.Hold(free, scratch.OutputsOf(free));
            }
        }

        return false;
    }

    private static void Await(RunState run, Frame frame, GraphNode node, Purpose purpose)
    {
        var gathering = Begin(frame, node, purpose);
        gathering.IsBlocked = true;
        run.Blocked++;
        if (purpose == Purpose.Fire)
        {
            run.Details?.Blocked(frame, node);
        }

        foreach (var (home, source) in run.Scratch.Unsettled)
        {
            home.Waiters ??= [];
            (home.Waiters.TryGetValue(source.Local, out var list) ? list : home.Waiters[source.Local] = []).Add((frame, node.Index, purpose));
            gathering.Pending++;
        }
    }

    /// <summary>Asks for a heavy node that a gathering needs.</summary>
    public static void Ask(RunState run, Gathering gathering, RunNode instruction)
    {
        run.Outside++;
        gathering.Pending++;
        gathering.Asked.Add(instruction);
        run.Budget.Hold(instruction.Node, instruction.Inputs);
        run.Instructions.Add(instruction);
    }
}
