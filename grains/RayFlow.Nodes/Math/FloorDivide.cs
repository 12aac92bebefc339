using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_floor_divide", Label = "Floor divide", Icon = "divide",
    Description = "x / y rounded down; ints give an int. Fails with division_by_zero if y is 0.")]
internal sealed class FloorDivide : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = Number.FloorDivide(X, Y);
}
