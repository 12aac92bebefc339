using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_or", Icon = "tally-2", Description = "True if one or both are true.")]
internal sealed class Or : PureNode
{
    [Input]
    public required bool A { get; set; }

    [Input]
    public required bool B { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = A || B;
}
