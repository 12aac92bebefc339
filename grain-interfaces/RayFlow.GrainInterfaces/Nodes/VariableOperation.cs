using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>Changes one variable.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Name">Which variable.</param>
/// <param name="Operand">The value to set, or the number to add; unused by delete.</param>
/// <param name="IdempotencyKey">The same key is applied once.</param>
/// <param name="Expected">For compare-and-set: what the variable must hold now.</param>
[GenerateSerializer, Immutable, Alias("rayflow.VariableOperation")]
public sealed record VariableOperation(
    [property: Id(0)] VariableOperationKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] Value Operand,
    [property: Id(3)] string IdempotencyKey,
    [property: Id(4)] Value Expected = default);
