using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;

namespace RayFlow.Grains.Runs;

/// <summary>Why a node was skipped, in words.</summary>
internal static class SkipReason
{
    public static string Of(GraphNode? cause, NodeState state) => cause is null
        ? "Every exec edge into it is dead."
        : state == NodeState.Failed
            ? $"'{cause.Id}' failed, so the way here is dead."
            : $"'{cause.Id}' went another way.";
}
