using System.Text.Json;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Bad flows, bad inputs and bad nodes on a real server: each ends in a clear error, and the server goes on.</summary>
[Collection(ServerTests.Name)]
public sealed class BadInputTests(RunningServer server) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        var flow = TestFlow.Start().Node("return", "return", """{"inputValues": {"ok": true}}""").Exec("start", "return");
        var answer = await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).BodyAsync();
        Assert.True(answer.GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("{}", "RF011")]
    [InlineData("{\"flow\": {\"nodes\": 3, \"edges\": []}}", "RF010")]
    [InlineData("{\"flow\": {\"nodes\": [], \"edges\": []}}", "RF101")]
    [InlineData("{\"flow\": {\"nodes\": [{\"id\": \"a\", \"type\": \"nope\"}], \"edges\": []}}", "RF201")]
    public async Task Flow_ThatIsWrong_IsRefusedWithItsCode(string flow, string code)
    {
        var problem = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {flow}}}"))).ProblemAsync(400, "invalid_flow");

        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("code").GetString()!.StartsWith(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flow_WithACycle_IsRefused()
    {
        var flow = TestFlow.Start().Node("a", "log").Node("b", "log").Node("return", "return").Exec("start", "a", "b", "a").Exec("b", "return");

        await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(400, "invalid_flow");
    }

    [Fact]
    public async Task Flow_WithTooManyNodes_IsRefused()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"{{\"id\":\"n{i}\",\"type\":\"log\",\"data\":{{}}}}"));

        var problem = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {{\"flow\": {{\"nodes\": [{nodes}], \"edges\": []}}}}}}"))).ProblemAsync(400, "invalid_flow");

        Assert.StartsWith("RF005", problem.GetProperty("errors")[0].GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"x\": \"five\"}")]
    [InlineData("{\"x\": 5, \"z\": 1}")]
    [InlineData("{\"x\": 5.5}")]
    public async Task Inputs_ThatDoNotFit_AreRefusedBeforeAnythingRuns(string inputs)
    {
        var flow = TestFlow.Start("""{"x": {"type": "int"}}""").Node("return", "return").Exec("start", "return").Wire("start.x > return.x");

        var problem = await (await server.Http.PostAsync("/api/flows/execute", flow.Request(inputs))).ProblemAsync(400, "invalid_inputs");

        Assert.False(problem.TryGetProperty("run_id", out _));
        Assert.NotEmpty(problem.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task Node_ThatThrows_FailsTheRunWithItsMessage()
    {
        var error = await FailAsync(Bad("bad_throws"));

        Assert.Equal(("node_failed", "bad"), (error.GetProperty("code").GetString(), error.GetProperty("node_id").GetString()));
        Assert.Contains("It broke.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ThatHangs_FailsAtItsTimeout()
    {
        var error = await FailAsync(Bad("bad_hangs", """, "policy": {"timeout_seconds": 0.2}"""));

        Assert.Equal("bad", error.GetProperty("node_id").GetString());
        Assert.Contains("timeout", error.GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ThatGivesTooMuch_Fails()
    {
        var error = await FailAsync(Bad("bad_huge"));

        Assert.Equal("bad", error.GetProperty("node_id").GetString());
        Assert.Contains("large", error.GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ThatDidNotCompile_IsInTheCatalogueWithItsErrors()
    {
        var catalogue = await (await server.Http.GetAsync("/api/nodes")).BodyAsync();

        var broken = catalogue.GetProperty("items").EnumerateArray().Single(node => node.GetProperty("broken").GetBoolean());
        Assert.Equal("bad_broken", broken.GetProperty("type").GetString());
        var error = broken.GetProperty("errors")[0];
        Assert.Equal(("bad/broken.cs", 1), (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32()));
        await (await server.Http.PostAsync("/api/flows/execute", Bad("bad_broken").Request())).ProblemAsync(400, "invalid_flow");
    }

    private static TestFlow Bad(string type, string further = "") => TestFlow.Start()
        .Node("bad", type, "{\"inputValues\": {\"value\": 1}" + further + "}").Node("return", "return").Exec("start", "bad", "return").Wire("bad.result > return.result");

    private async Task<JsonElement> FailAsync(TestFlow flow) =>
        (await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(422, "run_failed")).GetProperty("error");
}
