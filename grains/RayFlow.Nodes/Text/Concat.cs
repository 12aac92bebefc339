using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_concat", Label = "Concatenate", Icon = "combine", Description = "a followed by b.")]
internal sealed class Concat : PureNode
{
    [Input]
    public required string A { get; set; }

    [Input]
    public required string B { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate() => Result = A + B;
}
