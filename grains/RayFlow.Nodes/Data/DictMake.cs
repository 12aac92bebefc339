using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_dict_make", Label = "Make dict", Icon = "braces", Description = "A dict of the connected inputs, by their names.")]
internal sealed class DictMake : PureNode
{
    [FreeInputs]
    public ValueMap Entries { get; set; } = ValueMap.Empty;

    [Output]
    public ValueMap Dict { get; private set; } = ValueMap.Empty;

    public override void Evaluate() => Dict = Entries;
}
