using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using RayFlow.Api.Bodies;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;

namespace RayFlow.Api.Flows;

internal sealed class ValidationAnswer(IReadOnlyList<FlowDiagnostic> diagnostics) : JsonAnswer<ValidationBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid"u8, diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error));
        DiagnosticJson.WriteAll(writer, diagnostics);
        writer.WriteEndObject();
    }
}

/// <summary>A list of flows, or of the versions of one.</summary>
internal sealed class FlowListAnswer(IReadOnlyList<FlowVersion> flows, string? nextCursor) : JsonAnswer<FlowListBody>
{
    /// <summary>Writes a version's members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, FlowVersion flow)
    {
        writer.WriteString("name"u8, flow.Name);
        writer.WriteNumber("version"u8, flow.Version);
        writer.WriteString("hash"u8, flow.Hash);
        RunJson.WriteTime(writer, "saved_at"u8, flow.SavedAt);
        writer.WriteString("description"u8, flow.Description);
    }

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-cache";

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items"u8);
        foreach (var flow in flows)
        {
            writer.WriteStartObject();
            WriteMembers(writer, flow);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, nextCursor);
        writer.WriteEndObject();
    }
}

/// <summary>What became of a save: 201 for a flow that is new, else 200.</summary>
internal sealed class SavedAnswer(FlowVersion flow, bool created, IReadOnlyList<FlowDiagnostic> diagnostics) : JsonAnswer<SavedFlowBody>, IEndpointMetadataProvider
{
    public override int? StatusCode => created && flow.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    public static new void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder)
    {
        JsonAnswer<SavedFlowBody>.PopulateMetadata(method, builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(SavedFlowBody), [JsonAnswer.ContentType]));
    }

    protected override void SetHeaders(HttpResponse response)
    {
        response.Headers.ETag = FlowTags.Of(flow.Version);
        if (StatusCode == StatusCodes.Status201Created)
        {
            response.Headers.Location = $"/api/flows/{Uri.EscapeDataString(flow.Name)}";
        }
    }

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        FlowListAnswer.WriteMembers(writer, flow);
        writer.WriteBoolean("created"u8, created);
        writer.WriteBoolean("valid"u8, diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error));
        DiagnosticJson.WriteAll(writer, diagnostics);
        writer.WriteEndObject();
    }
}

/// <summary>A flow document byte for byte as it was saved, its version in the ETag; 304 for a reader that has it.</summary>
internal sealed class FlowDocumentAnswer(FlowVersion flow, bool known) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Dictionary<string, JsonElement>), [JsonAnswer.ContentType]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = FlowTags.Of(flow.Version);
        response.Headers.CacheControl = "no-cache";
        response.Headers.LastModified = flow.SavedAt.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (known)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = JsonAnswer.ContentType;
        response.ContentLength = flow.Document!.Length;
        await response.BodyWriter.WriteAsync(flow.Document, httpContext.RequestAborted);
    }
}
