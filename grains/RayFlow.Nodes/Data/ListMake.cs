using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_make", Label = "Make list", Icon = "brackets",
    Description = "A list of the connected inputs, in the order of data.order or else of the edges.")]
internal sealed class ListMake : PureNode
{
    [FreeInputs]
    public ValueMap Items { get; set; } = ValueMap.Empty;

    [Output]
    public ValueList List { get; private set; } = ValueList.Empty;

    public override void Evaluate() => List = ValueList.Adopt([.. Items.Values]);
}
