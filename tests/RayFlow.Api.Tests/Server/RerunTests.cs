using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Runs that take over what would come out the same, on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class RerunTests(RunningServer server)
{
    /// <summary>Effects in a line, each waiting a moment of its own; the last reads what the fourth gave by way of a pure node.</summary>
    private static string Line(int count, int edited = -1)
    {
        var flow = TestFlow.Start("""{"x": {"type": "int"}}""");
        for (var i = 0; i < count; i++)
        {
            flow.Node($"n{i}", "bad_remember", $"{{\"inputValues\": {{\"value\": {(i == edited ? 1000 : i)}}}}}");
        }

        flow.Node("reader", "bad_remember").Node("return", "return").Exec(["start", .. Enumerable.Range(0, count).Select(i => $"n{i}"), "reader", "return"]);
        return flow.Wire("n3.result > reader.value", "reader.result > return.result").ToString();
    }

    [Fact]
    public async Task ChangedOnly_AfterOneEdit_ExecutesThatNodeAndWhatReadsFromIt()
    {
        var path = await RunAsync($"{{\"flow\": {Line(200)}, \"inputs\": {{\"x\": 1}}}}");

        var again = await RerunAsync(path, $"{{\"changed_only\": true, \"flow\": {Line(200, edited: 3)}}}");
        var same = await RerunAsync(path, "{\"changed_only\": true}");

        var items = await HistoryAsync(again);
        Assert.Equal(["n3", "reader"], items.Where(item => item.Value == "completed" && item.Key is not ("start" or "return")).Select(item => item.Key).Order());
        Assert.Equal(199, items.Count(item => item.Value == "taken_over"));
        var run = await GetAsync(again);
        Assert.Equal(199, run.GetProperty("statistics").GetProperty("nodes_taken_over").GetInt64());
        Assert.Equal(4, run.GetProperty("statistics").GetProperty("nodes_executed").GetInt64());
        Assert.Equal("{\"result\":1000}", run.GetProperty("result").GetRawText());
        Assert.Equal("{\"result\":3}", (await GetAsync(same)).GetProperty("result").GetRawText());
        Assert.Equal(201, (await GetAsync(same)).GetProperty("statistics").GetProperty("nodes_taken_over").GetInt64());
    }

    [Fact]
    public async Task Rerun_OfANodeThatChangedAVariable_ChangesItAgain()
    {
        var flow = JsonNode.Parse(TestFlow.Start().Node("count", "bad_counts").Node("keep", "checkpoint", """{"inputValues": {"value": 1}}""").Node("get", "variables_get", """{"config": {"variable_name": "counter"}}""").Node("return", "return")
            .Exec("start", "count", "keep", "return").Wire("get.value > return.counter").ToString())!;
        flow["variables"] = new JsonObject { ["counter"] = 5 };
        var path = await RunAsync($"{{\"flow\": {flow.ToJsonString()}}}");

        var changed = await RerunAsync(path, "{\"changed_only\": true}");
        var from = await RerunAsync(path, "{\"from\": \"keep\"}");

        Assert.Equal("taken_over", (await HistoryAsync(from))["count"]);
        Assert.Equal("{\"counter\":6}", (await GetAsync(path)).GetProperty("result").GetRawText());
        Assert.Equal("{\"counter\":6}", (await GetAsync(from)).GetProperty("result").GetRawText());
        Assert.Equal("{\"counter\":6}", (await GetAsync(changed)).GetProperty("result").GetRawText());
        Assert.Equal("taken_over", (await HistoryAsync(changed))["count"]);
    }

    [Fact]
    public async Task ChangedOnly_WithOtherInputs_ExecutesWhatReadsThem()
    {
        var flow = TestFlow.Start("""{"x": {"type": "int"}, "y": {"type": "int"}}""").Node("a", "bad_remember").Node("b", "bad_remember").Node("return", "return")
            .Exec("start", "a", "b", "return").Wire("start.x > a.value", "start.y > b.value", "a.result > return.a", "b.result > return.b").ToString();
        var path = await RunAsync($"{{\"flow\": {flow}, \"inputs\": {{\"x\": 1, \"y\": 2}}}}");

        var again = await RerunAsync(path, "{\"changed_only\": true, \"inputs\": {\"y\": 3}}");

        Assert.Equal("{\"a\":1,\"b\":3}", (await GetAsync(again)).GetProperty("result").GetRawText());
        Assert.Equal("taken_over", (await HistoryAsync(again))["a"]);
        Assert.Equal("completed", (await HistoryAsync(again))["b"]);
        await (await server.Http.PostAsync(path + "/rerun", Wire.Json("{\"changed_only\": true, \"from\": \"a\"}"))).ProblemAsync(400, "invalid_request");
        await (await server.Http.PostAsync(path + "/rerun", Wire.Json("{\"changed_only\": 1}"))).ProblemAsync(400, "invalid_request");
        await (await server.Http.PostAsync(path + "/rerun", Wire.Json("{\"changed_only\": true, \"flow\": {\"flow\": {}}}"))).ProblemAsync(400, "invalid_flow");
    }

    private async Task<string> RerunAsync(string path, string body)
    {
        var response = await server.Http.PostAsync(path + "/rerun", Wire.Json(body));
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        await server.EventsAsync(response.Headers.Location!.ToString());
        return response.Headers.Location.ToString();
    }

    private async Task<Dictionary<string, string>> HistoryAsync(string path) => (await GetAsync(path + "/history?limit=1000")).GetProperty("items").EnumerateArray()
        .ToDictionary(item => item.GetProperty("node_id").GetString()!, item => item.GetProperty("state").GetString()!);

    private async Task<string> RunAsync(string request)
    {
        var run = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json(request))).BodyAsync();
        Assert.True(run.TryGetProperty("run_id", out var id), run.GetRawText());
        return $"/api/runs/{id.GetString()}";
    }

    private async Task<JsonElement> GetAsync(string path) => await (await server.Http.GetAsync(path)).EnsureSuccessStatusCode().BodyAsync();
}
