using RayFlow.Model.Flows;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>What became of a <see cref="StartRun"/>.</summary>
/// <param name="Run">The run; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
/// <param name="Message">The refusal in words: what, which, what next.</param>
/// <param name="Diagnostics">The problems of the flow or of the inputs.</param>
[GenerateSerializer, Immutable, Alias("rayflow.StartRunResult")]
public sealed record StartRunResult(
    [property: Id(0)] RunSummary? Run,
    [property: Id(1)] StartRefusal? Refusal = null,
    [property: Id(2)] string Message = "",
    [property: Id(3)] IReadOnlyList<FlowDiagnostic>? Diagnostics = null);
