using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>Changes one variable for a node instance, once however often the node is tried: its first answer is given again.</summary>
/// <param name="FrameId">The instance's frame.</param>
/// <param name="NodeIndex">The instance's node.</param>
/// <param name="Number">The number of the change among those of the instance, from 1; the same on every attempt.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Name">Which variable.</param>
/// <param name="Operand">The value to set, or the number to add; unused by delete.</param>
/// <param name="Expected">For compare-and-set: what the variable must hold now.</param>
[GenerateSerializer, Immutable, Alias("rayflow.VariableOperation")]
public sealed record VariableOperation(
    [property: Id(0)] long FrameId,
    [property: Id(1)] int NodeIndex,
    [property: Id(2)] int Number,
    [property: Id(3)] VariableChangeKind Kind,
    [property: Id(4)] string Name,
    [property: Id(5)] Value Operand,
    [property: Id(6)] Value Expected = default);
