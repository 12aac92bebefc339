using System.Text.Json;
using RayFlow.Api.Bodies;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Api.Flows;

/// <summary>What a saved flow takes and gives, as JSON Schema. A RETURN without a <c>response_schema</c> gives what is wired to it.</summary>
internal sealed class FlowSchema(FlowVersion flow, FlowDocument document, OutputTypes outputs) : JsonAnswer<FlowSchemaBody>
{
    private readonly Dictionary<string, FlowNode> _nodes = document.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
    private readonly ILookup<string, FlowEdge> _dataEdges = document.Edges.Where(edge => !edge.IsExec).ToLookup(edge => edge.Target);

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, flow.Name);
        writer.WriteNumber("version"u8, flow.Version);
        writer.WritePropertyName("inputs"u8);
        PinSchema.WriteObject(writer, Inputs());
        writer.WriteStartObject("returns"u8);
        foreach (var node in document.Nodes.Where(node => node.Type == "return"))
        {
            writer.WriteStartObject(node.Id);
            writer.WriteString("name"u8, Config(node, "name") is { Kind: ValueKind.Str } name ? name.AsStr() : null);
            writer.WriteNumber("status_code"u8, Config(node, "status_code") is { IsInt: true } status ? status.AsInt() : 200);
            writer.WritePropertyName("schema"u8);
            PinSchema.WriteObject(writer, Outputs(node));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private IReadOnlyList<DeclaredPin> Inputs() =>
        document.Nodes.FirstOrDefault(node => node.Type == "start") is { } start && Config(start, "api_schema") is { Kind: ValueKind.Dict } declared
            ? DeclaredPin.ReadAll(declared.AsDict())
            : [];

    private IReadOnlyList<DeclaredPin> Outputs(FlowNode node)
    {
        if (Config(node, "response_schema") is { Kind: ValueKind.Dict } declared)
        {
            return DeclaredPin.ReadAll(declared.AsDict());
        }

        var wired = _dataEdges[node.Id].Select(edge => DeclaredPin.Of(edge.InputName, TypeOf(edge)));
        var given = node.InputValues.Keys.Select(name => DeclaredPin.Of(name, PinType.Any));
        return [.. wired.Concat(given).DistinctBy(pin => pin.Name)];
    }

    private PinType TypeOf(FlowEdge edge)
    {
        if (!_nodes.TryGetValue(edge.Source, out var source))
        {
            return PinType.Any;
        }

        return source.Type == "start"
            ? Inputs().FirstOrDefault(input => input.Name == edge.OutputName)?.Type ?? PinType.Any
            : outputs.Of(source.Type, edge.OutputName);
    }

    private static Value? Config(FlowNode node, string name) => node.Config.TryGetValue(name, out var value) ? value : default(Value?);
}
