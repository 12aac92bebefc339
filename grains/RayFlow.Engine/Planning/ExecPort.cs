namespace RayFlow.Engine.Planning;

/// <summary>An exec output of a node and where its edges lead.</summary>
/// <param name="Name">The handle, such as <c>exec-out</c>.</param>
/// <param name="Targets">The nodes that its edges enter, one entry per edge.</param>
/// <param name="Region">The region that it opens; -1 for an ordinary one.</param>
public sealed record ExecPort(string Name, int[] Targets, int Region = -1)
{
    /// <summary>What its edges are called, in the order of <see cref="Targets"/>: their ids, or their ends in words.</summary>
    public string[] Edges { get; init; } = [];
}
