using System.Text.Json;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads one entry of <c>flow.edges</c>.</summary>
internal static class EdgeReader
{
    /// <summary>The edge, or null if it does not say what it joins.</summary>
    public static FlowEdge? Read(JsonElement element, string pointer, FlowProblems found)
    {
        var nameless = new ObjectReader(element, new Place(pointer, "edge"), "", found);
        if (element.ValueKind != JsonValueKind.Object)
        {
            nameless.Report(DiagnosticCodes.WrongType, "", " must be an object: {\"source\": \"start\", \"sourceHandle\": \"exec-out\", \"target\": \"add\", \"targetHandle\": \"exec-in\"}.");
            return null;
        }

        var id = nameless.Text("id") is { Length: > 0 } given ? given : null;
        var edge = nameless.At(new Place(pointer, "edge", id));
        var source = End(edge, "source", "leaves");
        var sourceHandle = Handle(edge, "sourceHandle", "leaves", "exec-out or output-result");
        var target = End(edge, "target", "enters");
        var targetHandle = Handle(edge, "targetHandle", "enters", "exec-in or input-x");
        return source is null || sourceHandle is null || target is null || targetHandle is null
            ? null
            : new FlowEdge { Id = id, Source = source, SourceHandle = sourceHandle, Target = target, TargetHandle = targetHandle, Pointer = pointer };
    }

    private static string? End(ObjectReader edge, string field, string verb) =>
        Text(edge, field, DiagnosticCodes.MissingEdgeEnd, $" does not say which node it {verb}. Set '{field}' to a node's id, or remove the edge.");

    private static string? Handle(ObjectReader edge, string field, string verb, string example) =>
        Text(edge, field, DiagnosticCodes.MissingEdgeHandle, $" does not say which pin it {verb}. Set '{field}', for example to {example}.");

    private static string? Text(ObjectReader edge, string field, DiagnosticCode code, string rest)
    {
        var text = edge.Text(field);
        if (string.IsNullOrEmpty(text) && (text is not null || !edge.TryGet(field, out _)))
        {
            edge.Report(code, field, rest);
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }
}
