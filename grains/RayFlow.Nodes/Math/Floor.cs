using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_floor", Icon = "arrow-down-narrow-wide",
    Description = "The greatest int that is not above x. Fails with overflow beyond 64 bits.")]
internal sealed class Floor : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X.IsInt ? X : Rounding.ToInt(double.Floor(X.AsFloat()));
}
