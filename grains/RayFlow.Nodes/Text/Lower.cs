using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_lower", Label = "Lower case", Icon = "case-lower", Description = "The text in lower case, whatever the language.")]
internal sealed class Lower : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate() => Result = Text.ToLowerInvariant();
}
