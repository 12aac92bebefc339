using System.Globalization;
using RayFlow.Model.Flows;

namespace RayFlow.Engine.Validation;

/// <summary>Collects the problems of one document.</summary>
internal sealed class FlowFindings(FlowDocument document, FlowLimits limits)
{
    private readonly FlowProblems _found = new(limits.MaxProblems);

    /// <summary>Finds what names were meant to be.</summary>
    public Suggestions Suggestions { get; } = new();

    /// <summary>What was found, in the order of the document; problems of one place in the order in which they were found.</summary>
    public IReadOnlyList<FlowDiagnostic> InOrder() => [.. _found.All.OrderBy(diagnostic => PlaceOf(diagnostic.Pointer))];

    /// <inheritdoc cref="FlowProblems.HasRoom"/>
    public bool HasRoom() => _found.HasRoom();

    /// <summary>A problem of the document as a whole, or of a part that is neither a node nor an edge.</summary>
    public void Add(DiagnosticCode code, string pointer, string message) => _found.Add(code.At(pointer, message));

    /// <summary>A problem of a node.</summary>
    /// <param name="code">The kind.</param>
    /// <param name="node">The node's index.</param>
    /// <param name="field">The rest of the pointer: <c>/data/config/variable_name</c>, or empty for the node.</param>
    /// <param name="message">The message.</param>
    public void AddNode(DiagnosticCode code, int node, string field, string message) =>
        _found.Add(code.At(PointerToNode(node) + field, message, document.Nodes[node].Id));

    /// <summary>A problem of an edge, and of a node if one is given.</summary>
    public void AddEdge(DiagnosticCode code, int edge, string field, string message, int node = -1) =>
        _found.Add(code.At(PointerToEdge(edge) + field, message, node < 0 ? null : document.Nodes[node].Id, document.Edges[edge].Id));

    /// <summary>The start of a sentence about an edge.</summary>
    public string EdgeWords(int edge)
    {
        var (id, source, output, target, input) = (document.Edges[edge].Id, document.Edges[edge].Source, document.Edges[edge].SourceHandle, document.Edges[edge].Target, document.Edges[edge].TargetHandle);
        var ends = $"{Display.Name(source)}.{Display.Name(output)} → {Display.Name(target)}.{Display.Name(input)}";
        return id is null ? $"Edge {ends}" : $"Edge '{Display.Name(id)}' ({ends})";
    }

    // A document that was built and not parsed has no pointers.
    private string PointerToNode(int node) =>
        document.Nodes[node].Pointer is { Length: > 0 } pointer ? pointer : string.Create(CultureInfo.InvariantCulture, $"/flow/nodes/{node}");

    private string PointerToEdge(int edge) =>
        document.Edges[edge].Pointer is { Length: > 0 } pointer ? pointer : string.Create(CultureInfo.InvariantCulture, $"/flow/edges/{edge}");

    private static (int Part, int Index) PlaceOf(string pointer)
    {
        var part = pointer.StartsWith("/flow/edges", StringComparison.Ordinal) ? 3 : pointer.StartsWith("/flow/nodes", StringComparison.Ordinal) ? 2 : pointer.StartsWith("/variables", StringComparison.Ordinal) ? 1 : 0;
        if (part < 2 || pointer.Length < 13)
        {
            return (part, -1);
        }

        var rest = pointer.AsSpan(12);
        var end = rest.IndexOf('/');
        return (part, int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1);
    }
}
