namespace RayFlow.GrainInterfaces.Runs;

/// <summary>What became of a command or signal.</summary>
/// <param name="Run">The run afterwards; null if there is no such run.</param>
/// <param name="Refused">Why the command does not fit the run's state; null if it was taken.</param>
/// <param name="Code">The stable code of a refusal that is of a kind of its own, such as <see cref="SignalsFull"/>; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("rayflow.CommandResult")]
public sealed record CommandResult([property: Id(0)] RunSummary? Run, [property: Id(1)] string? Refused = null, [property: Id(2)] string? Code = null)
{
    /// <summary>The run keeps as many signals for later as it may; the same signal may be sent again when it has consumed some.</summary>
    public const string SignalsFull = "signals_full";
}
