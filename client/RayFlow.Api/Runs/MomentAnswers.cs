using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RayFlow.Api.Bodies;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

internal sealed class MomentAnswerJson(MomentPage moment) : JsonAnswer<MomentBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, moment.Sequence);
        RunJson.WriteTime(writer, "at"u8, moment.At);
        writer.WriteString("status"u8, RunJson.NameOf(moment.Status));
        writer.WriteStartArray("nodes"u8);
        foreach (var node in moment.Nodes)
        {
            Write(writer, node);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("edges"u8);
        foreach (var edge in moment.Edges)
        {
            writer.WriteStartObject();
            writer.WriteString("edge_id"u8, edge.EdgeId);
            writer.WriteString("frame"u8, edge.Frame);
            writer.WriteString("state"u8, StateOf(edge.IsLive));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        RunJson.WriteMap(writer, "variables"u8, moment.Variables);
        writer.WriteStartArray("waiting_for"u8);
        foreach (var wait in moment.WaitingFor)
        {
            RunJson.Write(writer, wait);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("limits"u8);
        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, moment.Next?.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

    internal static string StateOf(bool? isLive) => isLive switch { true => "live", false => "dead", null => "pending" };

    private static void Write(Utf8JsonWriter writer, MomentNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("node_id"u8, node.NodeId);
        writer.WriteString("frame"u8, node.Frame);
        writer.WriteString("state"u8, node.State);
        writer.WriteNumber("attempt"u8, node.Attempt);
        RunJson.WriteMap(writer, "inputs"u8, node.Inputs);
        RunJson.WriteMap(writer, "outputs"u8, node.Outputs);
        writer.WritePropertyName("error"u8);
        RunJson.Write(writer, node.Error);
        writer.WriteEndObject();
    }
}

internal sealed class ExplanationAnswer(NodeExplanation explanation) : JsonAnswer<ExplanationBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("node_id"u8, explanation.NodeId);
        writer.WriteString("frame"u8, explanation.Frame);
        writer.WriteNumber("seq"u8, explanation.Sequence);
        writer.WriteString("state"u8, explanation.State);
        writer.WriteString("reason"u8, explanation.Reason);
        writer.WriteString("message"u8, explanation.Message);
        Write(writer, explanation.Because);
        writer.WriteEndObject();
    }

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ExplainedEdge> because)
    {
        writer.WriteStartArray("because"u8);
        foreach (var edge in because)
        {
            writer.WriteStartObject();
            writer.WriteString("edge_id"u8, edge.EdgeId);
            writer.WriteString("source"u8, edge.Source);
            writer.WriteString("frame"u8, edge.Frame);
            writer.WriteString("state"u8, MomentAnswerJson.StateOf(edge.IsLive));
            writer.WriteString("source_state"u8, edge.SourceState);
            writer.WriteNumber("omitted"u8, edge.Omitted);
            Write(writer, edge.Because);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
