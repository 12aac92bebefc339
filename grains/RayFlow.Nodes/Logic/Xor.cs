using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_xor", Label = "Exclusive or", Icon = "circle-slash-2", Description = "True if exactly one is true.")]
internal sealed class Xor : PureNode
{
    [Input]
    public required bool A { get; set; }

    [Input]
    public required bool B { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = A != B;
}
