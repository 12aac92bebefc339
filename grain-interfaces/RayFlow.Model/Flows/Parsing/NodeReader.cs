using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads one entry of <c>flow.nodes</c>.</summary>
internal sealed class NodeReader(VariableReader variables, NodeTypes? types, FlowProblems found)
{
    /// <summary>The node, or null if it has no id or one that is too long, so that nothing can refer to it. A node whose type is not known has an empty one.</summary>
    public FlowNode? Read(JsonElement element, string pointer)
    {
        var nameless = new ObjectReader(element, new Place(pointer, "node"), "", found);
        if (element.ValueKind != JsonValueKind.Object)
        {
            nameless.Report(DiagnosticCodes.WrongType, "", " must be an object: {\"id\": \"add\", \"type\": \"math_add\", \"data\": {}}.");
            return null;
        }

        var id = nameless.Text("id");
        var usable = Names.IsUsable(id);
        if (string.IsNullOrEmpty(id))
        {
            nameless.Report(DiagnosticCodes.MissingNodeId, "id", " has no id. Give it one that no other node has.");
        }
        else if (!usable)
        {
            nameless.Report(DiagnosticCodes.BadNodeId, "id", $" has an id with control characters or of more than {Names.MaxLength} characters. Use a shorter id of visible characters.");
        }

        // Messages repeat ids, so one of megabytes must not get into them.
        var known = usable || id is { Length: > 0 and <= Names.MaxLength };
        var node = nameless.At(new Place(pointer, "node", known ? id : null));
        var data = node.Object("data");
        var (type, variable) = ReadType(node, data);
        var read = ReadData(data, id ?? "", type, variable);
        return known ? read with { Pointer = pointer } : null;
    }

    private static FlowNode ReadData(ObjectReader? data, string id, string type, string? variable)
    {
        var node = new FlowNode { Id = id, Type = type, Label = id };
        if (data is not { } fields)
        {
            return node;
        }

        var config = fields.Map("config");
        return node with
        {
            Label = fields.Text("label") ?? id,
            Config = variable is null || config.ContainsKey("variable_name") ? config : config.With("variable_name", variable),
            Constants = ReadConstants(fields),
            InputValues = fields.Map("inputValues"),
            Order = fields.Texts("order"),
            Join = PolicyReader.ReadJoin(fields),
            Policy = PolicyReader.ReadPolicy(fields),
        };
    }

    private static ValueMap ReadConstants(ObjectReader data)
    {
        var constants = data.Map("constantValues");
        var configured = data.Map("configuredConstants");
        if (configured.Count == 0 || constants.Count == 0)
        {
            return constants.Count == 0 ? configured : constants;
        }

        var both = new ValueMap.Builder(configured);
        foreach (var (name, value) in constants.AsSpan())
        {
            both.Set(name, value);
        }

        return both.Build();
    }

    private (string Type, string? Variable) ReadType(ObjectReader node, ObjectReader? data)
    {
        var type = node.Text("type") ?? "";
        var path = data is { } fields && fields.TryGet("path", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        var exists = types is not null && types.TryGet(type, out _);
        if (EditorSpelling.TryVariable(path, out var access, out var id) && (!exists || type == access))
        {
            return (access, variables.NameOf(id));
        }

        if (!exists && EditorSpelling.TypeOf(path) is { } named)
        {
            return (named, null);
        }

        if (type.Length == 0 && (!node.TryGet("type", out var empty) || empty.ValueKind == JsonValueKind.String))
        {
            node.Report(DiagnosticCodes.MissingNodeType, "type", " has no type. Set it to a node type of the catalogue, such as math_add.");
        }

        return (type, null);
    }
}
