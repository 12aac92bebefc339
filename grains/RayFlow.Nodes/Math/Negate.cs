using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_negate", Icon = "minus", Description = "-x. Fails with overflow for the least 64-bit int.")]
internal sealed class Negate : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = -X;
}
