using System.Globalization;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_dict_get", Label = "Get from dict", Icon = "key-round",
    Description = "The value of a key. A dotted path (user.address.0.city) reaches into dicts and, by index, into lists; a key "
        + "that contains dots is found as it is. Fails with missing_key unless there is a DEFAULT.")]
internal sealed class DictGet : PureNode
{
    [Constant(Description = "What the value is if there is no such key.")]
    public Value? Default { get; set; }

    [Input]
    public required ValueMap Dict { get; set; }

    [Input]
    public required string Key { get; set; }

    [Output]
    public Value Value { get; private set; }

    public override void Evaluate()
    {
        if (Dict.TryGetValue(Key, out var value) || TryFollow(out value))
        {
            Value = value;
            return;
        }

        Value = Default ?? throw new NodeException(NodeErrorCodes.MissingKey, $"The dict has no '{Key}'. Set DEFAULT if it may be missing.");
    }

    private bool TryFollow(out Value value)
    {
        value = Dict;
        foreach (var step in Key.Split('.'))
        {
            var found = value.Kind switch
            {
                ValueKind.Dict => value.AsDict().TryGetValue(step, out value),
                ValueKind.List => TryIndex(value.AsList(), step, out value),
                _ => false,
            };
            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryIndex(ValueList list, string step, out Value item)
    {
        var found = int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count;
        item = found ? list[index] : default;
        return found;
    }
}
