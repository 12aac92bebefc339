using System.Text.Json;
using System.Text.Json.Serialization;
using RayFlow.Api.Clusters;
using RayFlow.Api.Errors;
using RayFlow.Api.Flows;
using RayFlow.Api.Nodes;
using RayFlow.Api.Runs;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>What the API writes has exactly the shape that its description promises.</summary>
[Collection(ServerTests.Name)]
public sealed class ShapeTests(RunningServer server)
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    [Fact]
    public async Task Answers_OfRuns_HaveTheirShape()
    {
        var flow = TestFlow.Start().Node("divide", "math_divide", """{"inputValues": {"x": 1, "y": 0}, "policy": {"on_error": "continue"}}""")
            .Node("skipped", "log", """{"inputValues": {"value": 1}}""").Node("return", "return", """{"inputValues": {"a": [1]}}""").Exec("start", "divide", "skipped").Exec("start", "return");

        var failing = TestFlow.Start().Node("fail", "fail", """{"inputValues": {"message": "no"}}""").Node("return", "return").Exec("start", "fail", "return");

        Assert.Equal("failed", Fits<FailedRunBody>(await SendAsync(HttpMethod.Post, "/api/flows/execute", failing.Execute())).Error?.Code);
        var executed = Fits<ExecuteAnswerBody>(await SendAsync(HttpMethod.Post, "/api/flows/execute", flow.Execute()));
        var accepted = Fits<AcceptedBody>(await SendAsync(HttpMethod.Post, "/api/flows/execute?mode=async", flow.Execute()));
        Fits<RunBody>(await SendAsync(HttpMethod.Get, $"/api/runs/{accepted.RunId}"));
        Assert.NotEmpty(Fits<RunListBody>(await SendAsync(HttpMethod.Get, "/api/runs")).Items);
        Assert.NotEmpty(Fits<HistoryBody>(await SendAsync(HttpMethod.Get, $"/api/runs/{executed.RunId}/history")).Items);
        Assert.NotEmpty(Fits<MomentBody>(await SendAsync(HttpMethod.Get, $"/api/runs/{executed.RunId}/state")).Edges);
        Assert.NotEmpty(Fits<ExplanationBody>(await SendAsync(HttpMethod.Get, $"/api/runs/{executed.RunId}/explain/skipped")).Because);
    }

    [Fact]
    public async Task Answers_OfFlows_HaveTheirShape()
    {
        var flow = TestFlow.Start("""{"x": {"type": "int"}}""").Node("return", "return").Node("alone", "log").Exec("start", "return").Wire("start.x > return.x").ToString();

        Assert.NotEmpty(Fits<ValidationBody>(await SendAsync(HttpMethod.Post, "/api/flows/validate", flow)).Warnings);
        Fits<SavedFlowBody>(await SendAsync(HttpMethod.Put, "/api/flows/shape", flow));
        Assert.NotEmpty(Fits<FlowListBody>(await SendAsync(HttpMethod.Get, "/api/flows")).Items);
        Fits<FlowListBody>(await SendAsync(HttpMethod.Get, "/api/flows/shape/versions"));
        Assert.NotEmpty(Fits<FlowSchemaBody>(await SendAsync(HttpMethod.Get, "/api/flows/shape/schema")).Returns);
        Assert.NotEmpty(Fits<ProblemBody>(await SendAsync(HttpMethod.Post, "/api/flows/nothing/execute", "{}")).Detail);
        Assert.NotEmpty(Fits<ProblemBody>(await SendAsync(HttpMethod.Post, "/api/flows/execute", "{\"flow\": {}}")).Errors!);
    }

    [Fact]
    public async Task Answer_OfTheCatalogue_HasItsShape() =>
        Assert.True(Fits<CatalogueBody>(await SendAsync(HttpMethod.Get, "/api/nodes")).Items.Count > 50);

    [Fact]
    public async Task Answer_OfTheCluster_HasItsShape() =>
        Assert.Equal("active", Assert.Single(Fits<ClusterBody>(await SendAsync(HttpMethod.Get, "/api/cluster")).Silos).Status);

    private static T Fits<T>(string json) => JsonSerializer.Deserialize<T>(json, Strict)!;

    private async Task<string> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Wire.Json(body) };
        return await (await server.Http.SendAsync(request)).Content.ReadAsStringAsync();
    }
}
