namespace RayFlow.GrainInterfaces.Runs;

/// <summary>The answer to a question after a moment of a run.</summary>
/// <param name="Moment">The run then; null: there is no such event.</param>
/// <param name="LastEvent">The number of the run's last event so far.</param>
[GenerateSerializer, Immutable, Alias("rayflow.MomentAnswer")]
public sealed record MomentAnswer([property: Id(0)] MomentPage? Moment, [property: Id(1)] long LastEvent);
