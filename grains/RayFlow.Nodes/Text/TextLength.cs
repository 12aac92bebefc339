using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_length", Label = "Length of text", Icon = "ruler", Description = "How many Unicode scalar values the text has.")]
internal sealed class TextLength : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Output]
    public long Length { get; private set; }

    public override void Evaluate() => Length = Scalars.Count(Text);
}
