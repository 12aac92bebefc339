using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_split", Icon = "split",
    Description = "The parts of the text between the delimiters, empty ones included. Fails with empty_text if the delimiter is "
        + "empty.")]
internal sealed class Split : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Input]
    public string Delimiter { get; set; } = ",";

    [Output]
    public string[] Parts { get; private set; } = [];

    public override void Evaluate()
    {
        if (Delimiter.Length == 0)
        {
            throw new NodeException(NodeErrorCodes.EmptyText, "The delimiter is empty. Give it at least one character.");
        }

        // A part is its text, two quotes and a comma.
        var size = Text.Length + (3L * Occurrences.Count(Text, Delimiter));
        Parts = size <= ValueExtent.MaxSize ? Text.Split(Delimiter) : throw Faults.TooLarge("The parts", size, ValueExtent.MaxSize);
    }
}
