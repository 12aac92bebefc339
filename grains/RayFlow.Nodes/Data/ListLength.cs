using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_length", Label = "Length of list", Icon = "ruler", Description = "How many items the list has.")]
internal sealed class ListLength : PureNode
{
    [Input]
    public required ValueList List { get; set; }

    [Output]
    public long Length { get; private set; }

    public override void Evaluate() => Length = List.Count;
}
