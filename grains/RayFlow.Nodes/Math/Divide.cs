using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_divide", Icon = "divide", Description = "x / y, always a float. Fails with division_by_zero if y is 0.")]
internal sealed class Divide : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public double Result { get; private set; }

    public override void Evaluate() => Result = (X / Y).AsFloat();
}
