using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_round", Icon = "circle-dot",
    Description = "x rounded to this many decimal places, half to even; negative ones round to tens, hundreds and so on. An int "
        + "stays an int; a float gives an int if digits is not positive. Fails with overflow beyond 64 bits.")]
internal sealed class Round : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public long Digits { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = X.IsInt ? Rounding.Round(X.AsInt(), Digits) : Rounding.Round(X.AsFloat(), Digits);
}
