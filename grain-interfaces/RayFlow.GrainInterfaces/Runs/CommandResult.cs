namespace RayFlow.GrainInterfaces.Runs;

/// <summary>What became of a command or signal.</summary>
/// <param name="Run">The run afterwards; null if there is no such run.</param>
/// <param name="Refused">Why the command does not fit the run's state; null if it was taken.</param>
[GenerateSerializer, Immutable, Alias("rayflow.CommandResult")]
public sealed record CommandResult([property: Id(0)] RunSummary? Run, [property: Id(1)] string? Refused = null);
