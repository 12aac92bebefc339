using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_dict_merge", Label = "Merge dicts", Icon = "merge",
    Description = "The entries of a and b; b wins where both have a key, and a gives its place.")]
internal sealed class DictMerge : PureNode
{
    [Input]
    public required ValueMap A { get; set; }

    [Input]
    public required ValueMap B { get; set; }

    [Output]
    public ValueMap Dict { get; private set; } = ValueMap.Empty;

    public override void Evaluate() => Dict = ValueMap.Create(A.Concat(B));
}
