using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_select", Icon = "git-compare", Description = "a if the condition is true, else b.")]
internal sealed class Select : PureNode
{
    [Input]
    public required bool Condition { get; set; }

    [Input]
    public required Value A { get; set; }

    [Input]
    public required Value B { get; set; }

    [Output]
    public Value Result { get; private set; }

    public override void Evaluate() => Result = Condition ? A : B;
}
