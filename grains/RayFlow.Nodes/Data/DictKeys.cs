using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_dict_keys", Label = "Keys of dict", Icon = "list-ordered", Description = "The keys in order of insertion.")]
internal sealed class DictKeys : PureNode
{
    [Input]
    public required ValueMap Dict { get; set; }

    [Output]
    public string[] Keys { get; private set; } = [];

    public override void Evaluate() => Keys = [.. Dict.Keys];
}
