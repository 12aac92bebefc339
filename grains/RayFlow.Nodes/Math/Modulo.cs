using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_modulo", Icon = "percent",
    Description = "What remains of x / y rounded down; its sign is that of y. Fails with division_by_zero if y is 0.")]
internal sealed class Modulo : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X % Y;
}
