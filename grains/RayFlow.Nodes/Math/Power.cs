using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

[Node("math_power", Icon = "superscript",
    Description = "x to the power of y; ints with y not negative give an int. Fails with overflow, not_finite, division_by_zero "
        + "(0 to a negative power) or out_of_domain (a negative number to a fraction).")]
internal sealed class Power : PureNode
{
    [Input]
    public required Number X { get; set; }

    [Input]
    public required Number Y { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate() => Result = Number.Power(X, Y);
}
