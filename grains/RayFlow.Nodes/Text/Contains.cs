using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_contains", Icon = "text-search",
    Description = "Whether find occurs in the text, to the letter. The empty text occurs in every text.")]
internal sealed class Contains : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Input]
    public required string Find { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = Text.Contains(Find, StringComparison.Ordinal);
}
