using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Variables;

/// <summary>What came of a change of a variable.</summary>
/// <param name="Result">The answer; null if it was refused.</param>
/// <param name="Error">Why it was refused; null if it was not.</param>
public sealed record VariableAnswer(Value Result, NodeError? Error = null);
