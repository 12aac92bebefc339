using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RayFlow.Api.Bodies;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Execution;

/// <summary>The answer of a run that completed at a RETURN.</summary>
internal sealed class ExecuteAnswer(RunSummary run) : JsonAnswer<ExecuteAnswerBody>
{
    protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, true);
        writer.WriteString("run_id"u8, run.RunId);
        RunJson.WriteOutcome(writer, run);
        writer.WritePropertyName("statistics"u8);
        RunJson.Write(writer, run.Statistics);
        writer.WriteEndObject();
    }
}
