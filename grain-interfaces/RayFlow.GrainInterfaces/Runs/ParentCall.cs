namespace RayFlow.GrainInterfaces.Runs;

/// <summary>The call that a child run answers.</summary>
/// <param name="RunId">The parent.</param>
/// <param name="Frame">The number of the calling instance's frame.</param>
/// <param name="Node">The calling node's index.</param>
/// <param name="Attempt">The attempt that called, from 1.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ParentCall")]
public sealed record ParentCall(
    [property: Id(0)] string RunId,
    [property: Id(1)] long Frame,
    [property: Id(2)] int Node,
    [property: Id(3)] int Attempt);
