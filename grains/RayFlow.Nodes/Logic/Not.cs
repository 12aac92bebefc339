using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_not", Icon = "circle-off", Description = "True if the value is false.")]
internal sealed class Not : PureNode
{
    [Input]
    public required bool Value { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = !Value;
}
