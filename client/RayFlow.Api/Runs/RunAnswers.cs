using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using RayFlow.Api.Bodies;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

internal sealed class RunAnswer(RunSummary run) : JsonAnswer<RunBody>
{
    protected override void Write(Utf8JsonWriter writer) => RunJson.Write(writer, run, withInputs: true);

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";
}

internal sealed class RunListAnswer(RunPage page) : JsonAnswer<RunListBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items"u8);
        foreach (var run in page.Items)
        {
            RunJson.Write(writer, run, withInputs: false);
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, page.NextCursor);
        writer.WriteEndObject();
    }

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";
}

internal sealed class HistoryAnswer(HistoryPage page) : JsonAnswer<HistoryBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items"u8);
        foreach (var item in page.Items)
        {
            RunJson.Write(writer, item);
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, page.Next?.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";
}

/// <summary>The flow document of a run, byte for byte. It never changes.</summary>
internal sealed class RunFlowAnswer(byte[] document) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Dictionary<string, JsonElement>), [JsonAnswer.ContentType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.ContentType = JsonAnswer.ContentType;
        response.ContentLength = document.Length;
        await response.BodyWriter.WriteAsync(document, httpContext.RequestAborted);
    }
}

/// <summary>202: the run was accepted and goes on by itself.</summary>
internal sealed class AcceptedAnswer(string runId, RunStatus status) : JsonAnswer<AcceptedBody>, IEndpointMetadataProvider
{
    public override int? StatusCode => StatusCodes.Status202Accepted;

    public static new void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(AcceptedBody), [JsonAnswer.ContentType]));

    protected override void SetHeaders(HttpResponse response) => response.Headers.Location = $"/api/runs/{runId}";

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("run_id"u8, runId);
        writer.WriteString("status"u8, RunJson.NameOf(status));
        writer.WriteEndObject();
    }
}

/// <summary>The refusals that concern runs.</summary>
internal static class RunProblems
{
    public static Problem NotFound(string runId) => new(
        ProblemKind.RunNotFound, $"There is no run '{runId}'. GET /api/runs lists the runs; old ones are deleted after a while.");

    /// <summary>A run that ended without a RETURN: the same members as a completed one, and its error.</summary>
    public static Problem Unsuccessful(RunSummary run)
    {
        var cancelled = run.Status == RunStatus.Cancelled;
        var detail = cancelled ? $"The run {run.RunId} was cancelled." : run.Error?.Message ?? $"The run {run.RunId} failed.";
        return new(cancelled ? ProblemKind.RunCancelled : ProblemKind.RunFailed, detail, writer =>
        {
            writer.WriteBoolean("success"u8, false);
            writer.WriteString("run_id"u8, run.RunId);
            RunJson.WriteOutcome(writer, run);
            writer.WritePropertyName("error"u8);
            RunJson.Write(writer, run.Error);
            writer.WritePropertyName("statistics"u8);
            RunJson.Write(writer, run.Statistics);
        });
    }
}
