using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_substring", Icon = "text-select",
    Description = "length Unicode scalar values from start on; -1: to the end. A negative start counts from the end. What lies "
        + "outside the text is left out. Fails with out_of_range if length is less than -1.")]
internal sealed class Substring : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Input]
    public required long Start { get; set; }

    [Input]
    public long Length { get; set; } = -1;

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate()
    {
        if (Length < -1)
        {
            throw new NodeException(NodeErrorCodes.OutOfRange, $"The length is {Length}; it must be -1 (to the end) or more.");
        }

        var count = Scalars.Count(Text);
        var start = long.Clamp(Start < 0 ? Start + count : Start, 0, count);
        Result = Scalars.Slice(Text, count, start, Length < 0 ? count - start : long.Min(Length, count - start));
    }
}
