using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_min", Label = "Minimum", Icon = "arrow-down-to-line", Description = "The smaller of x and y as it is; x if they are equal.")]
internal sealed class Min : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = Y < X ? Y : X;
}
