using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_trim", Icon = "scissors", Description = "The text without white space at its ends.")]
internal sealed class Trim : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate() => Result = Text.Trim();
}
