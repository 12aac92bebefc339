namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Something that a run waits for.</summary>
/// <param name="Kind"><c>timer</c>, <c>signal</c>, <c>child_run</c> or <c>retry</c>.</param>
/// <param name="NodeId">The node that waits.</param>
/// <param name="Frame">Its frame; empty for the root.</param>
/// <param name="Name">The signal's name or the child's run id; empty for a timer.</param>
/// <param name="DueAt">When the wait ends by itself, UTC; null: never.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunWait")]
public sealed record RunWait(
    [property: Id(0)] string Kind,
    [property: Id(1)] string NodeId,
    [property: Id(2)] string Frame,
    [property: Id(3)] string Name = "",
    [property: Id(4)] DateTimeOffset? DueAt = null);
