using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>What was found under a variable's name.</summary>
/// <param name="Exists">Whether there is such a variable.</param>
/// <param name="Value">What it holds; null if there is none.</param>
[GenerateSerializer, Immutable, Alias("rayflow.VariableReading")]
public sealed record VariableReading([property: Id(0)] bool Exists, [property: Id(1)] Value Value);
