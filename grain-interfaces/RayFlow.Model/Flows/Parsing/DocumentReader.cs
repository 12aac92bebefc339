using System.Text.Json;
using RayFlow.Model.Nodes;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads the parts of a document into a <see cref="FlowDocument"/>.</summary>
internal sealed class DocumentReader(ReadOnlyMemory<byte> source, FlowLimits limits, NodeTypes? types)
{
    private readonly FlowProblems _found = new(limits.MaxProblems);

    public FlowParseResult Read(JsonElement json)
    {
        var root = new ObjectReader(json, new Place(""), "", _found);
        if (json.ValueKind != JsonValueKind.Object)
        {
            root.Report(DiagnosticCodes.WrongType, "", " must be an object: {\"metadata\": {}, \"variables\": {}, \"flow\": {\"nodes\": [], \"edges\": []}}.");
            return new FlowParseResult(null, _found.All);
        }

        var metadata = root.Object("metadata");
        var document = new FlowDocument
        {
            Source = source,
            Name = metadata?.Text("name") ?? "",
            Version = metadata?.Text("version") ?? "",
            Description = metadata?.Text("description") ?? "",
        };
        var variables = new VariableReader(_found);
        variables.Read(root);
        var read = ReadGraph(root, document, variables);
        return new FlowParseResult(read, _found.All);
    }

    private FlowDocument? ReadGraph(ObjectReader root, FlowDocument document, VariableReader variables)
    {
        if (!root.TryGet("flow", out _))
        {
            var hint = root.TryGet("nodes", out _) ? "Put 'nodes' and 'edges' under 'flow'." : "Put the graph there: {\"flow\": {\"nodes\": [], \"edges\": []}}.";
            root.Report(DiagnosticCodes.MissingFlow, "", $" has no 'flow'. {hint}");
            return null;
        }

        if (root.Object("flow") is not { } flow)
        {
            return null;
        }

        var nodes = List(flow, "nodes", DiagnosticCodes.MissingNodes);
        var edges = List(flow, "edges", DiagnosticCodes.MissingEdges);
        if (nodes is null || !IsWithin(nodes, limits.MaxNodes, DiagnosticCodes.TooManyNodes, "nodes") | !IsWithin(edges, limits.MaxEdges, DiagnosticCodes.TooManyEdges, "edges"))
        {
            return null;
        }

        return document with
        {
            Variables = variables.Variables,
            Nodes = ReadNodes(nodes.Value, variables),
            Edges = edges is { } list ? ReadEdges(list) : [],
        };
    }

    private static JsonElement? List(ObjectReader flow, string name, DiagnosticCode missing)
    {
        if (!flow.TryGet(name, out _))
        {
            flow.Report(missing, "", $" has no 'flow.{name}'. Add the list, empty if there are none.");
        }

        return flow.Array(name);
    }

    private bool IsWithin(JsonElement? list, int most, DiagnosticCode code, string what)
    {
        var count = list?.GetArrayLength() ?? 0;
        if (count > most)
        {
            _found.Add(code.At($"/flow/{what}", $"The flow has {count:N0} {what}; {most:N0} are allowed. Move parts of it into flows of their own and run them with flow_call."));
        }

        return count <= most;
    }

    private List<FlowNode> ReadNodes(JsonElement list, VariableReader variables)
    {
        var reader = new NodeReader(variables, types, _found);
        var nodes = new List<FlowNode>(list.GetArrayLength());
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (reader.Read(item, $"/flow/nodes/{index++}") is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private List<FlowEdge> ReadEdges(JsonElement list)
    {
        var edges = new List<FlowEdge>(list.GetArrayLength());
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (EdgeReader.Read(item, $"/flow/edges/{index++}", _found) is { } edge)
            {
                edges.Add(edge);
            }
        }

        return edges;
    }
}
