using System.Text.Json;
using RayFlow.Model.Flows.Parsing;
using RayFlow.Model.Nodes;

namespace RayFlow.Model.Flows;

/// <summary>Reads flow documents: the React Flow export format, and the files that the original RayFlow editor saved.</summary>
public static class FlowDocumentParser
{
    /// <summary>
    /// Reads a document and reports every problem of its structure at once. What could be read is in the result's document, so that the
    /// validator can look for further problems; nothing is returned if the text is not JSON, is too large, or has no graph.
    /// Linear in the text; keeps a reference to it (<see cref="FlowDocument.Source"/>), so it must not change afterwards.
    /// </summary>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <param name="limits">How large a document may be.</param>
    /// <param name="types">
    /// The node types there are, if they are known here. A node that names a file of the original editor (<c>data.path</c>) and also has a
    /// <c>type</c> that exists is of that type; without this parameter the file counts.
    /// </param>
    public static FlowParseResult Parse(ReadOnlyMemory<byte> utf8, FlowLimits limits, NodeTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (utf8.Length > limits.MaxBytes)
        {
            return new FlowParseResult(null, [DiagnosticCodes.DocumentTooLarge.At("", $"The document has {utf8.Length:N0} bytes; {limits.MaxBytes:N0} are allowed. Move parts of it into flows of their own.")]);
        }

        if (JsonText.FindForeignBytes(utf8.Span) is { } foreign)
        {
            return Unreadable(foreign);
        }

        try
        {
            using var json = JsonDocument.Parse(utf8[JsonText.BomLength(utf8.Span)..], new JsonDocumentOptions { MaxDepth = limits.MaxDepth });
            return JsonText.FindHalfSurrogate(utf8.Span) is { } half ? Unreadable(half) : new DocumentReader(utf8, limits, types).Read(json.RootElement);
        }
        catch (JsonException)
        {
            return Unreadable(JsonText.Explain(utf8.Span, limits.MaxDepth));
        }
    }

    private static FlowParseResult Unreadable((FlowDiagnostic Problem, JsonLocation At) found) => new(null, [found.Problem], found.At);
}
