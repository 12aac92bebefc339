namespace RayFlow.GrainInterfaces.Runs;

/// <summary>An error of a run or of one of its nodes.</summary>
/// <param name="Code">A stable code in snake case.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="NodeId">The node that failed, or null.</param>
/// <param name="Frame">Its frame such as <c>for1[3]</c>; empty for the root.</param>
/// <param name="Attempt">The attempt that failed, from 1; 0 if no node did.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunError")]
public sealed record RunError(
    [property: Id(0)] string Code,
    [property: Id(1)] string Message,
    [property: Id(2)] string? NodeId = null,
    [property: Id(3)] string Frame = "",
    [property: Id(4)] int Attempt = 0);
