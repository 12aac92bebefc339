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
        var wired = false;
        for (var i = 0; i < inputs.Length && !wired; i++)
        {
            wired = node.Inputs[first + i].Source >= 0;
        }

        if (wired || node.Descriptor.Variables != VariableAccess.None)
        {
            Visit(run, frame, node, purpose, first, inputs.Length);
            if (!Prepare(run, frame, node, purpose, ref error))
            {
                return false;
            }
        }

        var overrides = purpose == Purpose.Fire && frame.Parent is null && run.Overrides is not null && run.Overrides.TryGetValue(node.Id, out var given) && given.TryDict(out var map)
            ? map
            : null;
        for (var i = 0; i < inputs.Length; i++)
        {
            var slot = node.Inputs[first + i];
            error = overrides is not null && overrides.TryGetValue(slot.Name, out inputs[i]) ? null : Read(run, frame, node, slot, out inputs[i]);
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
            run.Ready.Enqueue((frame, node.Index, purpose));
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

    private static Gathering Begin(Frame frame, GraphNode node, Purpose purpose)
    {
        if (purpose != Purpose.Fire)
        {
            return frame.TurnGathering ??= new Gathering();
        }

        ref var slot = ref frame.Slot(node);
        slot.State = NodeState.Preparing;
        return (slot.Activity ??= new Activity()).Gathering ??= new Gathering();
    }

    /// <summary>Lists the free pure nodes behind the inputs in an order in which they can be evaluated, and the sources that have not settled.</summary>
    private static void Visit(RunState run, Frame frame, GraphNode node, Purpose purpose, int first, int count)
    {
        var scratch = run.Scratch;
        scratch.Stamp++;
        scratch.Order.Clear();
        scratch.Unsettled.Clear();
        for (var i = 0; i < count; i++)
        {
            Step(node.Inputs[first + i].Source);
            while (scratch.Path.TryPop(out var at))
            {
                if (at.Input == at.Node.Inputs.Length)
                {
                    scratch.Order.Add(at.Node);
                    continue;
                }

                scratch.Path.Push((at.Node, at.Input + 1));
                Step(at.Node.Inputs[at.Input].Source);
            }
        }

        void Step(int source)
        {
            if (source < 0)
            {
                return;
            }

            var from = run.Graph.Nodes[source];
            if (from.IsFree)
            {
                if (scratch.Stamps[from.FreeIndex] != scratch.Stamp)
                {
                    scratch.Stamps[from.FreeIndex] = scratch.Stamp;
                    scratch.Path.Push((from, 0));
                }
            }
            else if (Home(frame, from) is { } home && !IsInside(frame, from) && !home.Slot(from).IsSettled && !(purpose == Purpose.Fire && from == node))
            {
                scratch.Unsettled.Add((home, from));
            }
        }
    }

    /// <summary>Sees that everything is there: sources, variables, heavy nodes; evaluates what can be. False: something is missing.</summary>
    private static bool Prepare(RunState run, Frame frame, GraphNode node, Purpose purpose, ref NodeError? error)
    {
        var scratch = run.Scratch;
        if (scratch.Unsettled.Count > 0)
        {
            var waiting = Begin(frame, node, purpose);
            foreach (var (home, source) in scratch.Unsettled)
            {
                home.Waiters ??= [];
                (home.Waiters.TryGetValue(source.Local, out var list) ? list : home.Waiters[source.Local] = []).Add((frame, node.Index, purpose));
                waiting.Pending++;
            }

            return false;
        }

        var gathering = Find(frame, node, purpose);
        if (gathering?.Readings is null && NeedsVariables(scratch, node, purpose, out var names))
        {
            gathering = Begin(frame, node, purpose);
            gathering.Pending++;
            gathering.ReadingAsked = true;
            Ask(run, gathering, new ReadVariables(frame, node, names));
            return false;
        }

        foreach (var free in scratch.Order)
        {
            if ((error = Evaluate(run, frame, node, purpose, free, gathering?.Readings)) is not null)
            {
                return false;
            }
        }

        return (Find(frame, node, purpose)?.Pending ?? 0) == 0;
    }

    private static void Ask(RunState run, Gathering gathering, Instruction instruction)
    {
        gathering.Asked.Add(instruction);
        run.Instructions.Add(instruction);
    }

    private static bool NeedsVariables(GatherScratch scratch, GraphNode node, Purpose purpose, out HashSet<string>? names)
    {
        var (one, all) = (default(HashSet<string>), false);
        Look(purpose == Purpose.Fire ? node : null);
        foreach (var free in scratch.Order)
        {
            Look(free);
        }

        names = all ? null : one;
        return all || one is not null;

        void Look(GraphNode? reader)
        {
            switch (reader?.Descriptor.Variables)
            {
                case VariableAccess.All:
                    all = true;
                    break;
                case VariableAccess.One:
                    (one ??= new HashSet<string>(StringComparer.Ordinal)).Add(reader.Settings.VariableName ?? "");
                    break;
            }
        }
    }

    private static NodeError? Evaluate(RunState run, Frame frame, GraphNode consumer, Purpose purpose, GraphNode free, ValueMap? readings)
    {
        var scratch = run.Scratch;
        var outputs = scratch.Outputs.AsSpan(free.ScratchStart, free.Outputs.Length);
        scratch.Blocked[free.FreeIndex] = Array.Exists(free.Inputs, slot => slot.Source >= 0 && run.Graph.Nodes[slot.Source] is { IsFree: true } source && scratch.Blocked[source.FreeIndex]);
        if (scratch.Blocked[free.FreeIndex])
        {
            return null;
        }

        var gathering = free.RunsInGrain ? Begin(frame, consumer, purpose) : null;
        if (gathering?.Heavy is { } heavy && heavy.TryGetValue(free.Index, out var result))
        {
            result?.CopyTo(outputs);
            scratch.Blocked[free.FreeIndex] = result is null;
            return null;
        }

        var inputs = scratch.FreeInputs(free.Inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (Read(run, frame, free, free.Inputs[i], out inputs[i]) is { } missing)
            {
                return Fail(missing, inputs[..i]);
            }
        }

        if (gathering is not null)
        {
            (gathering.Heavy ??= []).Add(free.Index, null);
            gathering.Pending++;
            scratch.Blocked[free.FreeIndex] = true;
            Ask(run, gathering, new RunNode(frame, free, 1, inputs.ToArray(), consumer.Index));
            return null;
        }

        if (PureCall.Run(free, inputs, outputs, readings) is { } error)
        {
            return Fail(error, inputs);
        }

        Count(run, frame, free);
        run.Observer?.Evaluated(frame, free, inputs, outputs, null);
        return null;

        NodeError Fail(NodeError error, ReadOnlySpan<Value> inputs)
        {
            run.Observer?.Evaluated(frame, free, inputs, [], error);
            return error with { Retryable = false, NodeId = error.NodeId ?? free.Id };
        }
    }

    /// <summary>Counts a free pure node as executed once per frame.</summary>
    public static void Count(RunState run, Frame frame, GraphNode free)
    {
        var seen = frame.Evaluated ??= new ulong[(run.Graph.FreeCount + 63) / 64];
        var (word, bit) = (free.FreeIndex >> 6, 1UL << (free.FreeIndex & 63));
        if ((seen[word] & bit) == 0)
        {
            seen[word] |= bit;
            run.NodesExecuted++;
        }
    }

    private static NodeError? Read(RunState run, Frame frame, GraphNode node, InputSlot slot, out Value value)
    {
        if (slot.Source >= 0 && TryReadEdge(run, frame, run.Graph.Nodes[slot.Source], slot.SourceOutput, out value))
        {
            return Accept(run, node, slot, ref value);
        }

        if (slot.Fallback is { } fallback)
        {
            value = fallback;
            return Accept(run, node, slot, ref value);
        }

        value = default;
        if (slot.Source < 0)
        {
            return new NodeError("missing_input", $"Input '{slot.Name}' of node '{node.Id}' has no edge, no input value and no default. Connect it or give it a value.", false);
        }

        var source = run.Graph.Nodes[slot.Source];
        var output = slot.SourceOutput >= 0 ? source.Outputs[slot.SourceOutput] : "?";
        return new NodeError(
            "missing_input",
            $"Input '{slot.Name}' of node '{node.Id}' reads output '{output}' of node '{source.Id}', which {Fate(frame, source)}, and has neither an input value nor a default.",
            false);
    }

    private static string Fate(Frame frame, GraphNode source) => Home(frame, source) is { } home
        ? home.Slot(source).State switch
        {
            NodeState.Skipped => "was skipped",
            NodeState.Failed => "failed",
            NodeState.Cancelled => "was cancelled",
            NodeState.Completed => "did not give it",
            _ => "has not run",
        }
        : "is in another region";

    private static NodeError? Accept(RunState run, GraphNode node, InputSlot slot, ref Value value)
    {
        if (slot.Type.Name == PinTypeName.Any || (slot.Nullable && value.IsNull) || slot.Type.TryAccept(value, out value))
        {
            return null;
        }

        var from = slot.Source >= 0 ? $" from output '{run.Graph.Nodes[slot.Source].Outputs[slot.SourceOutput]}' of node '{run.Graph.Nodes[slot.Source].Id}'" : "";
        return new NodeError("type_mismatch", $"Input '{slot.Name}' of node '{node.Id}' takes {slot.Type}, but got {value.KindName}{from}. Convert it with a convert node.", false);
    }

    private static bool TryReadEdge(RunState run, Frame frame, GraphNode source, int output, out Value value)
    {
        value = default;
        if (output < 0)
        {
            return false;
        }

        if (source.IsFree)
        {
            value = run.Scratch.Outputs[source.ScratchStart + output];
            return true;
        }

        if (RegionRunner.TryReadOwner(frame, source, output, out value))
        {
            return true;
        }

        if (Home(frame, source) is not { } home || home.Slot(source).Outputs is not { } outputs || output >= outputs.Length)
        {
            return false;
        }

        ref var slot = ref home.Slot(source);
        var isError = source.Outputs[output] == "error" && source.Operation != ControlOperation.Try;
        value = outputs[output];
        return slot.State == NodeState.Completed ? !isError : slot.State == NodeState.Failed && isError;
    }

    /// <summary>The frame that an exec node's instance is in, seen from a frame inside it; null if there is none.</summary>
    private static Frame? Home(Frame frame, GraphNode source)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            if (at.Region.Index == source.Region)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Whether a frame is inside a region of this node.</summary>
    private static bool IsInside(Frame frame, GraphNode owner)
    {
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (at.Region.Owner == owner.Index)
            {
                return true;
            }
        }

        return false;
    }
}
