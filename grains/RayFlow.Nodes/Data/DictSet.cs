using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_dict_set", Label = "Set in dict", Icon = "pencil",
    Description = "A new dict in which the key has this value. Dots in the key have no meaning here.")]
internal sealed class DictSet : PureNode
{
    [Input]
    public required ValueMap Dict { get; set; }

    [Input]
    public required string Key { get; set; }

    [Input]
    public required Value Value { get; set; }

    [Output("dict")]
    public ValueMap Result { get; private set; } = ValueMap.Empty;

    public override void Evaluate() => Result = Dict.With(Key, Value);
}
