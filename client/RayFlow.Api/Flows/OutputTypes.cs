using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Api.Flows;

/// <summary>What each node type's outputs are, as the catalogue (the JSON of <c>GET /api/nodes</c>) tells it.</summary>
internal sealed class OutputTypes
{
    private readonly Dictionary<(string Type, string Output), PinType> _types = [];

    public OutputTypes(byte[] catalogue)
    {
        foreach (var node in Items(ValueJson.Parse(catalogue), "items"))
        {
            foreach (var output in Items(node, "outputs"))
            {
                if (PinType.TryParse(Text(output, "type"), out var type))
                {
                    _types[(Text(node, "type"), Text(output, "name"))] = type;
                }
            }
        }
    }

    /// <summary>The type of an output; any if the catalogue does not tell.</summary>
    public PinType Of(string type, string output) => _types.GetValueOrDefault((type, output), PinType.Any);

    private static ValueList Items(Value owner, string name) =>
        owner.Kind == ValueKind.Dict && owner.AsDict().TryGetValue(name, out var list) && list.Kind == ValueKind.List ? list.AsList() : ValueList.Empty;

    private static string Text(Value owner, string name) =>
        owner.Kind == ValueKind.Dict && owner.AsDict().TryGetValue(name, out var text) && text.Kind == ValueKind.Str ? text.AsStr() : "";
}
