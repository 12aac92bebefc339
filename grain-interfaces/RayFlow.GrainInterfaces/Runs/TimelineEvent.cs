using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Something that happened in a run, as its event stream tells it.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Type"><c>run_started</c>, <c>node_completed</c>, … as in the REST API.</param>
/// <param name="At">When, UTC.</param>
/// <param name="NodeId">The node concerned, or null.</param>
/// <param name="Frame">Its frame such as <c>for1[3]</c>; empty for the root.</param>
/// <param name="Data">Further fields by type: inputs, outputs, error, attempt, skipped_because, duration_seconds, level, message, …</param>
[GenerateSerializer, Immutable, Alias("rayflow.TimelineEvent")]
public sealed record TimelineEvent(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string Type,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string? NodeId,
    [property: Id(4)] string Frame,
    [property: Id(5)] ValueMap Data);
