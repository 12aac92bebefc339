using RayFlow.Engine.Running;

namespace RayFlow.Engine.Planning;

/// <summary>The nodes that one exec output of a loop or a try owns, or the root.</summary>
/// <param name="Index">Its index; the root is 0.</param>
/// <param name="Parent">The region around it; -1 for the root.</param>
/// <param name="Owner">The node that owns it; -1 for the root.</param>
/// <param name="Port">The owner's port that leads into it; -1 for the root.</param>
/// <param name="Depth">How many regions are around it.</param>
/// <param name="Nodes">Its nodes that START reaches, without those of regions inside it.</param>
public sealed record GraphRegion(int Index, int Parent, int Owner, int Port, int Depth, int[] Nodes)
{
    /// <summary>The slots of a frame of it that has not begun.</summary>
    internal NodeSlot[] Fresh { get; init; } = [];
}
