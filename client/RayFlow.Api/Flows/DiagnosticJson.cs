using System.Text.Json;
using RayFlow.Model.Flows;

namespace RayFlow.Api.Flows;

/// <summary>Writes the problems of a flow.</summary>
internal static class DiagnosticJson
{
    /// <summary>Writes <c>errors</c> and <c>warnings</c>.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<FlowDiagnostic> diagnostics)
    {
        WriteArray(writer, "errors"u8, diagnostics, Severity.Error);
        WriteArray(writer, "warnings"u8, diagnostics, Severity.Warning);
    }

    private static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<FlowDiagnostic> diagnostics, Severity severity)
    {
        writer.WriteStartArray(name);
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity == severity)
            {
                Write(writer, diagnostic);
            }
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, FlowDiagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, diagnostic.Code);
        writer.WriteString("severity"u8, diagnostic.Severity == Severity.Error ? "error"u8 : "warning"u8);
        writer.WriteString("message"u8, diagnostic.Message);
        writer.WriteString("node_id"u8, diagnostic.NodeId);
        writer.WriteString("edge_id"u8, diagnostic.EdgeId);
        writer.WriteString("pointer"u8, diagnostic.Pointer);
        writer.WriteEndObject();
    }
}
