namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A piece of a run's event stream.</summary>
/// <param name="Events">In order, without gaps; may be empty.</param>
/// <param name="IsLast">True if the run has ended and no event follows.</param>
[GenerateSerializer, Immutable, Alias("rayflow.TimelinePage")]
public sealed record TimelinePage([property: Id(0)] IReadOnlyList<TimelineEvent> Events, [property: Id(1)] bool IsLast);
