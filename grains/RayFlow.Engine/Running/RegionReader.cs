using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What nodes inside a region read from its owner.</summary>
internal static class RegionReader
{
    /// <summary>What an owner gives to the nodes inside its region: element and index of a turn, the error of a catch.</summary>
    public static bool TryReadOwner(Frame frame, GraphNode owner, int output, out Value value)
    {
        value = default;
        for (var at = frame; at.Parent is not null; at = at.Parent)
        {
            if (at.Region.Owner == owner.Index)
            {
                return owner.IsLoop ? TryReadTurn(at, owner, output, out value) : TryReadError(at, owner, output, out value);
            }
        }

        return false;
    }

    private static bool TryReadTurn(Frame turn, GraphNode loop, int output, out Value value)
    {
        value = default;
        switch (loop.Outputs[output])
        {
            case "element":
                value = turn.Element;
                return true;
            case "index":
                value = loop.Operation == ControlOperation.ForRange ? turn.Element : turn.Turn;
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadError(Frame part, GraphNode owner, int output, out Value value)
    {
        value = default;
        if (owner.Outputs[output] != "error" || part.Parent!.Slot(owner).Activity?.Try is not { } progress || progress.Part == "exec-try")
        {
            return false;
        }

        // Null in a finally part that nothing went wrong before.
        value = progress.Error?.Error.ToValue(progress.Error.NodeId, progress.Error.Attempt);
        return true;
    }
}
