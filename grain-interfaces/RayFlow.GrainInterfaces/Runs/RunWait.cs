namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Something that a run waits for.</summary>
/// <param name="Kind"><c>timer</c>, <c>signal</c>, <c>child_run</c>, <c>retry</c>; for a run that cannot be replayed <c>node_type</c>, <c>nondeterminism</c> or <c>journal</c>.</param>
/// <param name="NodeId">The node that waits.</param>
/// <param name="Frame">Its frame; empty for the root.</param>
/// <param name="Name">The signal's name or the child's run id, the node type; empty for a timer.</param>
/// <param name="DueAt">When the wait ends by itself, UTC; null: never.</param>
/// <param name="Reason">Why a run cannot be replayed, and what helps; null for all other waits.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunWait")]
public sealed record RunWait(
    [property: Id(0)] string Kind,
    [property: Id(1)] string NodeId,
    [property: Id(2)] string Frame,
    [property: Id(3)] string Name = "",
    [property: Id(4)] DateTimeOffset? DueAt = null,
    [property: Id(5)] string? Reason = null);
