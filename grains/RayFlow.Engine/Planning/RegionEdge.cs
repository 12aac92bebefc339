namespace RayFlow.Engine.Planning;

/// <summary>An exec edge as <see cref="RegionMap"/> sees it.</summary>
/// <param name="Source">The index of the node that it leaves.</param>
/// <param name="Target">The index of the node that it enters.</param>
/// <param name="Opens">The owner's exec output if the edge opens a region (see <see cref="RegionOutputs"/>), else null.</param>
public readonly record struct RegionEdge(int Source, int Target, string? Opens = null);
