using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>The outcome of one attempt.</summary>
/// <param name="FrameId">The frame's number in the run.</param>
/// <param name="NodeIndex">The node's index in the flow.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Outputs">What it gave; null if it failed.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="Retryable">False if trying again cannot help.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Log">Lines that it wrote to the run's events.</param>
/// <param name="Consumer">As in the <see cref="StartNode"/>.</param>
/// <param name="IsLost">The attempt had no outcome: who worked on it gave it up, and the same attempt is to be started again. The error says why.</param>
[GenerateSerializer, Immutable, Alias("rayflow.NodeReport")]
public sealed record NodeReport(
    [property: Id(0)] long FrameId,
    [property: Id(1)] int NodeIndex,
    [property: Id(2)] int Attempt,
    [property: Id(3)] ValueMap? Outputs,
    [property: Id(4)] RunError? Error,
    [property: Id(5)] bool Retryable,
    [property: Id(6)] double DurationSeconds,
    [property: Id(7)] IReadOnlyList<NodeLogLine> Log,
    [property: Id(8)] int Consumer = -1,
    [property: Id(9)] bool IsLost = false);
