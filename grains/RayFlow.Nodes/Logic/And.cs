using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_and", Icon = "ampersand", Description = "True if both are true.")]
internal sealed class And : PureNode
{
    [Input]
    public required bool A { get; set; }

    [Input]
    public required bool B { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = A && B;
}
