using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_compare", Icon = "scale",
    Description = "Compares a with b. Any two values are equal or not, an int and a float by size. Ordered are numbers, texts (by "
        + "Unicode scalar values) and booleans (false first); anything else fails with type_mismatch.")]
internal sealed class Compare : PureNode
{
    [Constant(Choices = new object[] { "==", "!=", "<", ">", "<=", ">=" })]
    public string Operator { get; set; } = "==";

    [Input]
    public required Value A { get; set; }

    [Input]
    public required Value B { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = Operator switch
    {
        "==" => A == B,
        "!=" => A != B,
        "<" => ValueOrder.Compare(A, B) < 0,
        ">" => ValueOrder.Compare(A, B) > 0,
        "<=" => ValueOrder.Compare(A, B) <= 0,
        ">=" => ValueOrder.Compare(A, B) >= 0,
        _ => throw new NodeException(NodeErrorCodes.BadSetting, $"'{Operator}' is no operator."),
    };
}
