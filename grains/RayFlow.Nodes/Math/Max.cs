using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_max", Label = "Maximum", Icon = "arrow-up-to-line", Description = "The greater of x and y as it is; x if they are equal.")]
internal sealed class Max : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = Y > X ? Y : X;
}
