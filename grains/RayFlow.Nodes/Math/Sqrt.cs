using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_sqrt", Label = "Square root", Icon = "radical",
    Description = "The square root of x, a float. Fails with out_of_domain if x is negative.")]
internal sealed class Sqrt : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X >= 0L
        ? double.Sqrt(X.AsFloat())
        : throw new NodeException(NodeErrorCodes.OutOfDomain, $"{X} is negative and has no real square root.");
}
