using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_get", Label = "Get from list", Icon = "list-start",
    Description = "The item at an index from 0; a negative one counts from the end. Fails with out_of_range.")]
internal sealed class ListGet : PureNode
{
    [Input]
    public required ValueList List { get; set; }

    [Input]
    public required long Index { get; set; }

    [Output]
    public Value Item { get; private set; }

    public override void Evaluate()
    {
        var index = Index < 0 ? Index + List.Count : Index;
        Item = index >= 0 && index < List.Count
            ? List[(int)index]
            : throw new NodeException(NodeErrorCodes.OutOfRange, $"Index {Index} lies outside of the list, which has {List.Count} items.");
    }
}
