namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>A line that a node wrote to the run's events.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The line.</param>
[GenerateSerializer, Immutable, Alias("rayflow.NodeLogLine")]
public sealed record NodeLogLine([property: Id(0)] DateTimeOffset At, [property: Id(1)] string Level, [property: Id(2)] string Message);
