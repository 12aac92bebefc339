namespace RayFlow.Engine.Planning;

/// <summary>A part of a flow that one exec output of a loop or a try owns: the nodes that can be reached from it.</summary>
/// <param name="Index">Its place in <see cref="RegionMap.Regions"/>; 0 is the flow itself.</param>
/// <param name="Parent">The region that its owner stands in, always a smaller index; -1 for the flow itself.</param>
/// <param name="OwnerNode">The index of the loop or try; -1 for the flow itself.</param>
/// <param name="Output">The owner's exec output, such as <c>exec-body</c>; empty for the flow itself.</param>
public sealed record FlowRegion(int Index, int Parent, int OwnerNode, string Output);
