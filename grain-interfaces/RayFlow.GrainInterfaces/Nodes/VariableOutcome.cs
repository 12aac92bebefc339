using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>What became of a <see cref="VariableOperation"/>.</summary>
/// <param name="Result">The answer; null if it was refused.</param>
/// <param name="Error">Why it was refused; null if it was not.</param>
[GenerateSerializer, Immutable, Alias("rayflow.VariableOutcome")]
public sealed record VariableOutcome([property: Id(0)] Value Result, [property: Id(1)] RunError? Error = null);
