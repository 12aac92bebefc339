using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_replace", Icon = "replace",
    Description = "The text with every occurrence of find replaced, to the letter. Fails with empty_text if find is empty, and "
        + "with too_large.")]
internal sealed class Replace : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Input]
    public required string Find { get; set; }

    [Input]
    public required string With { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate()
    {
        if (Find.Length == 0)
        {
            throw new NodeException(NodeErrorCodes.EmptyText, "The text to find is empty. Give it at least one character.");
        }

        var size = Text.Length + (Occurrences.Count(Text, Find) * (With.Length - Find.Length));
        Result = size <= ValueExtent.MaxSize
            ? Text.Replace(Find, With, StringComparison.Ordinal)
            : throw Faults.TooLarge("The result", size, ValueExtent.MaxSize);
    }
}
