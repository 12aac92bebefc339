using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>The data outputs of a node: its type's, those that its settings add, and <c>error</c> last.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Types">Their types.</param>
/// <param name="OwnCount">How many the node gives itself; the engine's <c>error</c>, where the node has none of its own, is not among them.</param>
internal sealed record NodeOutputs(string[] Names, PinType[] Types, int OwnCount)
{
    public static NodeOutputs Of(FlowNode node, NodeDescriptor descriptor, IEnumerable<string> read)
    {
        var pins = descriptor.Outputs.Select(pin => (pin.Name, pin.Type)).ToList();
        switch (descriptor.OutputsFrom)
        {
            case DynamicOutputs.ApiSchema when node.Config.TryGetValue("api_schema", out var schema) && schema.TryDict(out var entries):
                pins.AddRange(entries.Select(entry => (entry.Key, SchemaType(entry.Value))));
                break;
            case DynamicOutputs.Flow:
                pins.AddRange(read.Distinct(StringComparer.Ordinal).Where(name => name != "error" && pins.TrueForAll(pin => pin.Name != name)).Select(name => (name, PinType.Any)).ToList());
                break;
        }

        var own = pins.Count;
        if (pins.TrueForAll(pin => pin.Name != "error"))
        {
            pins.Add(("error", PinType.Dict));
        }

        return new NodeOutputs([.. pins.Select(pin => pin.Name)], [.. pins.Select(pin => pin.Type)], own);
    }

    private static PinType SchemaType(Value entry) =>
        entry.TryDict(out var fields) && fields.TryGetValue("type", out var type) && type.Kind == ValueKind.Str && PinType.TryParse(type.AsStr(), out var parsed)
            ? parsed
            : PinType.Any;
}
