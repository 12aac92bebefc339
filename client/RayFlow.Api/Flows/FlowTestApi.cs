using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Api.Flows;

/// <summary><c>POST /api/flows/test</c>: tests of flows.</summary>
internal static class FlowTestApi
{
    private const string Form = """{"flow"?: DOCUMENT, "test": {"inputs", "mocks", "signals"?, "expect", …}}""";

    public static void MapFlowTests(this RouteGroupBuilder flows) => flows.MapPost("test", TestAsync).AcceptsJson<TestBody>()
        .Named("TestFlow", "Runs a test of a flow on the engine alone: mocks answer for the world, and time is virtual").Refuses(400, 413, 415, 503);

    private static async Task<Results<TestAnswer, Problem>> TestAsync(HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        ValueMap test;
        byte[]? document;
        using (var body = await RequestBody.ReadAsync(context))
        {
            var map = JsonBody.ReadDict(body.Span, Form);
            if (map.Keys.FirstOrDefault(key => key is not ("flow" or "test")) is { } unknown)
            {
                throw JsonBody.Invalid($"The body has a field '{unknown}' that is not known. Its form is {Form}.", $"/{unknown}");
            }

            test = RunJson.Dict(map, "test") ?? throw JsonBody.Invalid($"The body has no 'test'. Its form is {Form}.", "/test");
            document = RunJson.Dict(map, "flow") is { } flow ? ValueJson.ToUtf8(flow) : null;
        }

        var result = await Takeover.OutlastAsync(() => grains.GetGrain<IFlowTestGrain>(IFlowTestGrain.Key).RunAsync(test, document, cancellation));
        return result switch
        {
            { Diagnostics: { } diagnostics } => new Problem(result.Pointer is null ? ProblemKind.InvalidFlow : ProblemKind.InvalidInputs, result.Problem, writer => DiagnosticJson.WriteAll(writer, diagnostics)),
            { Problem: { } problem } => new Problem(ProblemKind.InvalidRequest, problem, writer => writer.WriteString("pointer"u8, "/test" + result.Pointer)),
            _ => new TestAnswer(result),
        };
    }
}

internal sealed class TestAnswer(FlowTestResult result) : JsonAnswer<TestResultBody>
{
    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("passed"u8, result.Differences is not { Count: > 0 });
        writer.WriteNumber("seconds"u8, result.Seconds);
        writer.WriteStartArray("differences"u8);
        foreach (var difference in result.Differences ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, difference.Path);
            writer.WritePropertyName("expected"u8);
            ValueJson.Write(writer, difference.Expected);
            writer.WritePropertyName("actual"u8);
            ValueJson.Write(writer, difference.Actual);
            writer.WriteString("node_id"u8, difference.NodeId);
            writer.WriteString("frame"u8, difference.Frame);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("history"u8);
        foreach (var item in result.History ?? [])
        {
            RunJson.Write(writer, item);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

[Description("A test of a flow.")]
internal sealed record TestBody(
    [property: Description("The test: name, flow, inputs, mocks, signals, expect, at.")] Dictionary<string, JsonElement> Test,
    [property: Description("The flow document; without it the test has it, or names a saved flow.")] Dictionary<string, JsonElement>? Flow = null);

[Description("What a test of a flow came to.")]
internal sealed record TestResultBody(
    bool Passed,
    [property: Description("How long the run took, in seconds of virtual time.")] double Seconds,
    [property: Description("Where it came to something else than expected.")] IReadOnlyList<TestDifferenceBody> Differences,
    [property: Description("What became of each node instance.")] IReadOnlyList<HistoryItemBody> History);

[Description("Something that came otherwise than a test expects.")]
internal sealed record TestDifferenceBody(
    [property: Description("A JSON pointer into the test.")] string Path,
    JsonElement Expected,
    JsonElement Actual,
    [property: Description("The node where the ways parted.")] string? NodeId,
    string? Frame);
