using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Reads single inputs once everything that they come from is there: the edge's value, else the input value, else the default.</summary>
internal static class InputReader
{
    /// <summary>Reads an input; the error says why there is nothing to read.</summary>
    public static NodeError? Read(RunState run, Frame frame, GraphNode node, InputSlot slot, out Value value)
    {
        if (slot.Source >= 0 && TryReadEdge(run, frame, run.Graph.Nodes[slot.Source], slot.SourceOutput, out value))
        {
            return Accept(run, node, slot, ref value, fromEdge: true);
        }

        if (slot.Fallback is { } fallback)
        {
            value = fallback;
            return Accept(run, node, slot, ref value, fromEdge: false);
        }

        value = default;
        return Missing(run, frame, node, slot);
    }

    /// <summary>Brings a value into the pin's type, or says what does not fit.</summary>
    public static NodeError? Accept(RunState run, GraphNode node, InputSlot slot, ref Value value, bool fromEdge)
    {
        if (slot.TryAccept(ref value))
        {
            return null;
        }

        var from = fromEdge ? $" from output '{run.Graph.Nodes[slot.Source].Outputs[slot.SourceOutput]}' of node '{run.Graph.Nodes[slot.Source].Id}'" : "";
        return new NodeError("type_mismatch", $"Input '{slot.Name}' of node '{node.Id}' takes {slot.Type}, but got {value.KindName}{from}. Convert it with a convert node.", false);
    }

    /// <summary>The frame that an exec node's instance is in, seen from a frame inside it; null if there is none.</summary>
    public static Frame? Home(Frame frame, GraphNode source)
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
    public static bool IsInside(Frame frame, GraphNode owner)
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

    private static bool TryReadEdge(RunState run, Frame frame, GraphNode source, int output, out Value value)
    {
        value = default;
        if (output < 0)
        {
            return false;
        }

        if (source.IsFree)
        {
            value = output < source.OwnOutputs ? run.Scratch.Outputs[source.ScratchStart + output] : default;
            return output < source.OwnOutputs;
        }

        if (source.OwnsRegions && RegionReader.TryReadOwner(frame, source, output, out value))
        {
            return true;
        }

        if (Home(frame, source) is not { } home)
        {
            return false;
        }

        ref var slot = ref home.Slot(source);
        if (slot.Outputs is not { } outputs || output >= outputs.Length)
        {
            return false;
        }

        value = outputs[output];
        return slot.State == NodeState.Completed || (slot.State == NodeState.Failed && source.Outputs[output] == "error");
    }

    private static NodeError Missing(RunState run, Frame frame, GraphNode node, InputSlot slot)
    {
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
        : source.Region < 0 ? "START does not reach" : "is in another region";
}
