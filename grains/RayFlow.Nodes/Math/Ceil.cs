using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_ceil", Label = "Ceiling", Icon = "arrow-up-narrow-wide",
    Description = "The least int that is not below x. Fails with overflow beyond 64 bits.")]
internal sealed class Ceil : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X.IsInt ? X : Rounding.ToInt(double.Ceiling(X.AsFloat()));
}
