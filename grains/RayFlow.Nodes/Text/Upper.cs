using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_upper", Label = "Upper case", Icon = "case-upper", Description = "The text in upper case, whatever the language.")]
internal sealed class Upper : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate() => Result = Text.ToUpperInvariant();
}
