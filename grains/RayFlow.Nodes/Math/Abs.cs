using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_abs", Label = "Absolute value", Icon = "diff",
    Description = "x without its sign. Fails with overflow for the least 64-bit int.")]
internal sealed class Abs : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X < 0L ? -X : X.IsInt ? X : double.Abs(X.AsFloat());
}
