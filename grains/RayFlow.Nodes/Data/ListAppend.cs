using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_append", Label = "Append to list", Icon = "list-plus", Description = "A new list with the item at its end.")]
internal sealed class ListAppend : PureNode
{
    [Input]
    public required ValueList List { get; set; }

    [Input]
    public required Value Item { get; set; }

    [Output("list")]
    public ValueList Result { get; private set; } = ValueList.Empty;

    public override void Evaluate() => Result = List.Append(Item);
}
