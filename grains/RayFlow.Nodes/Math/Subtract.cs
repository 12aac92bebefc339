using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_subtract", Icon = "minus",
    Description = "x - y. An int with an int gives an int, anything else a float. Fails with overflow beyond 64 bits.")]
internal sealed class Subtract : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X - Y;
}
