using RayFlow.Model.Values;

namespace RayFlow.Model.Runs;

/// <summary>A change of one variable of a run, as one step.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Name">Which variable.</param>
/// <param name="Operand">The value to set, or the number to add; unused by delete.</param>
/// <param name="Expected">For compare-and-set: what the variable must hold now; null also stands for a variable that is not there.</param>
public sealed record VariableChange(VariableChangeKind Kind, string Name, Value Operand = default, Value Expected = default);
