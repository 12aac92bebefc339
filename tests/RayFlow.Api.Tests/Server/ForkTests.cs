using System.Net;
using System.Text.Json;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Forks on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class ForkTests(RunningServer server)
{
    private static TestFlow Waiting => TestFlow.Start("""{"x": {"type": "int"}}""")
        .Node("first", "demo_work", """{"inputValues": {"seconds": 0}}""")
        .Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""")
        .Node("add", "math_add", """{"inputValues": {"y": 1}}""")
        .Node("return", "return")
        .Exec("start", "first", "wait", "add", "return").Wire("start.x > add.x", "add.result > return.sum", "wait.payload > return.payload");

    private static string Counting => """
        {"variables": {"counter": 0, "fixed": {"default": 1}}, "flow": {"nodes": [
          {"id": "start", "type": "start"},
          {"id": "for", "type": "flow_for_range", "data": {"inputValues": {"stop": 3}}},
          {"id": "count", "type": "variables_increment", "data": {"config": {"variable_name": "counter"}, "inputValues": {"by": 1}}},
          {"id": "keep", "type": "checkpoint"},
          {"id": "last", "type": "variables_get", "data": {"config": {"variable_name": "counter"}}},
          {"id": "return", "type": "return"}],
         "edges": [
          {"id": "e1", "source": "start", "sourceHandle": "exec-out", "target": "for", "targetHandle": "exec-in"},
          {"id": "e2", "source": "for", "sourceHandle": "exec-body", "target": "count", "targetHandle": "exec-in"},
          {"id": "e3", "source": "count", "sourceHandle": "exec-out", "target": "keep", "targetHandle": "exec-in"},
          {"id": "e4", "source": "for", "sourceHandle": "exec-completed", "target": "return", "targetHandle": "exec-in"},
          {"id": "d1", "source": "count", "sourceHandle": "output-value", "target": "keep", "targetHandle": "input-value"},
          {"id": "d2", "source": "last", "sourceHandle": "output-value", "target": "return", "targetHandle": "input-counter"}]}}
        """;

    [Fact]
    public async Task Fork_AtEveryEvent_HasThatPastAndComesToTheSameEnd()
    {
        var path = await RunAsync($"{{\"flow\": {Counting}}}");
        var events = await server.EventsAsync(path);
        var result = (await GetAsync(path)).GetProperty("result").GetRawText();

        foreach (var seq in Enumerable.Range(1, events.Count - 1))
        {
            var fork = await ForkAsync(path, $"{{\"at\": {seq}}}");
            var told = await server.EventsAsync(fork);
            var run = await GetAsync(fork);
            var from = run.GetProperty("forked_from");
            var past = (int)from.GetProperty("seq").GetInt64();

            Assert.Equal(path, $"/api/runs/{from.GetProperty("run_id").GetString()}");
            Assert.InRange(past, seq, events.Count);
            Assert.Equal(events.Take(past).Select(item => item.GetRawText()), told.Take(past).Select(item => item.GetRawText()));
            Assert.Equal("run_forked", told[past].GetProperty("type").GetString());
            Assert.Equal(result, run.GetProperty("result").GetRawText());
            var statistics = run.GetProperty("statistics");
            Assert.Equal((await GetAsync(path)).GetProperty("statistics").GetProperty("nodes_executed").GetInt64(), statistics.GetProperty("nodes_executed").GetInt64() + statistics.GetProperty("nodes_taken_over").GetInt64());
        }

        await (await server.Http.PostAsync(path + "/fork", Wire.Json($"{{\"at\": {events.Count}}}"))).ProblemAsync(409, "run_ended");
        await (await server.Http.PostAsync(path + "/fork", Wire.Json($"{{\"at\": {events.Count + 1}}}"))).ProblemAsync(404, "no_such_event");
        await (await server.Http.PostAsync(path + "/fork", Wire.Json("{\"at\": 0}"))).ProblemAsync(404, "no_such_event");
    }

    [Fact]
    public async Task Fork_WithVariables_GoesOnWithThese()
    {
        var path = await RunAsync($"{{\"flow\": {Counting}}}");

        var fork = await ForkAsync(path, "{\"node_id\": \"count\", \"frame\": \"for[2]\", \"variables\": {\"counter\": 40}}");
        await server.EventsAsync(fork);

        Assert.Equal("{\"counter\":41}", (await GetAsync(fork)).GetProperty("result").GetRawText());
        Assert.Equal("{\"counter\":3}", (await GetAsync(path)).GetProperty("result").GetRawText());
        await (await server.Http.PostAsync(path + "/fork", Wire.Json("{\"at\": 3, \"variables\": {\"counter\": 40}, \"node_id\": \"count\"}"))).ProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task Fork_BeforeANode_TakesOtherInputsOrOutputs()
    {
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", Waiting.Request("{\"x\": 5}"))).Headers.Location!.ToString();
        await server.Http.PostAsync(path + "/signals/go", Wire.Json("1"));
        var events = await server.EventsAsync(path);

        var other = await ForkAsync(path, "{\"node_id\": \"add\", \"inputs\": {\"x\": 10}}");
        var pinned = await ForkAsync(path, "{\"node_id\": \"first\", \"outputs\": {}}");
        await server.EventsAsync(other);
        await server.Http.PostAsync(pinned + "/signals/go", Wire.Json("2"));
        await server.EventsAsync(pinned);

        Assert.Equal("{\"sum\":11,\"payload\":1}", (await GetAsync(other)).GetProperty("result").GetRawText());
        Assert.Equal("{\"sum\":6,\"payload\":2}", (await GetAsync(pinned)).GetProperty("result").GetRawText());
        var history = (await GetAsync(other + "/history")).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("node_id").GetString()!, item => item);
        var original = (await GetAsync(path + "/history")).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("node_id").GetString()!, item => item);
        Assert.Equal("taken_over", history["first"].GetProperty("state").GetString());
        Assert.Equal(original["first"].GetProperty("ended_at").GetString(), history["first"].GetProperty("ended_at").GetString());
        Assert.Equal("completed", history["add"].GetProperty("state").GetString());
        Assert.Equal("taken_over", (await GetAsync(pinned + "/history")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("node_id").ValueEquals("first")).GetProperty("state").GetString());
        Assert.Equal("taken_over", (await GetAsync(other + "/state?at=3")).GetProperty("nodes").EnumerateArray().First(node => node.GetProperty("node_id").ValueEquals("start")).GetProperty("state").GetString());
        Assert.NotEmpty(events);
    }

    [Fact]
    public async Task Fork_OfARunThatWaits_WaitsByItself()
    {
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", Waiting.Request("{\"x\": 5}"))).Headers.Location!.ToString();
        var waiting = (await server.EventsAsync(path, upTo: "node_waiting")).Count;

        var fork = await ForkAsync(path, $"{{\"at\": {waiting}}}");
        var grandchild = await ForkAsync(fork, $"{{\"at\": {waiting + 1}}}");
        await server.Http.PostAsync(grandchild + "/signals/go", Wire.Json("3"));
        await server.Http.PostAsync(fork + "/signals/go", Wire.Json("2"));
        await server.EventsAsync(fork);
        await server.EventsAsync(grandchild);

        Assert.Equal("waiting", (await GetAsync(path)).GetProperty("status").GetString());
        Assert.Equal("{\"sum\":6,\"payload\":2}", (await GetAsync(fork)).GetProperty("result").GetRawText());
        Assert.Equal("{\"sum\":6,\"payload\":3}", (await GetAsync(grandchild)).GetProperty("result").GetRawText());
        Assert.Equal(fork, $"/api/runs/{(await GetAsync(grandchild)).GetProperty("forked_from").GetProperty("run_id").GetString()}");
        await server.Http.PostAsync(path + "/cancel", null);
    }

    [Fact]
    public async Task Fork_OfAFailedRun_IsMendedAndCanBeRetried()
    {
        var divide = TestFlow.Start("""{"x": {"type": "int"}, "y": {"type": "int"}}""").Node("keep", "checkpoint").Node("divide", "math_divide").Node("return", "return")
            .Exec("start", "keep", "divide", "return").Wire("start.x > keep.value", "keep.value > divide.x", "start.y > divide.y", "divide.result > return.result");
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", divide.Request("{\"x\": 10, \"y\": 0}"))).Headers.Location!.ToString();
        await server.EventsAsync(path);

        var mended = await ForkAsync(path, "{\"node_id\": \"divide\", \"inputs\": {\"y\": 4}}");
        var same = await ForkAsync(path, "{\"node_id\": \"divide\"}");
        await server.EventsAsync(mended);
        await server.EventsAsync(same);
        await server.Http.PostAsync(same + "/retry", null);
        await server.EventsAsync(same);

        Assert.Equal("{\"result\":2.5}", (await GetAsync(mended)).GetProperty("result").GetRawText());
        Assert.Equal("failed", (await GetAsync(same)).GetProperty("status").GetString());
        Assert.Equal(2, (await server.EventsAsync(same)).Count(happened => happened.GetProperty("type").ValueEquals("run_failed")));
    }

    [Theory]
    [InlineData("{}", 400, "invalid_request")]
    [InlineData("{\"at\": 2, \"node_id\": \"add\"}", 400, "invalid_request")]
    [InlineData("{\"at\": \"2\"}", 400, "invalid_request")]
    [InlineData("{\"at\": 2, \"inputs\": {\"x\": 1}}", 400, "invalid_request")]
    [InlineData("{\"at\": 2, \"nothing\": 1}", 400, "invalid_request")]
    [InlineData("{\"node_id\": \"add\", \"inputs\": {\"z\": 1}}", 400, "invalid_request")]
    [InlineData("{\"node_id\": \"add\", \"inputs\": {\"x\": [1]}}", 400, "invalid_request")]
    [InlineData("{\"node_id\": \"add\", \"outputs\": {\"sum\": 1}}", 400, "invalid_request")]
    [InlineData("{\"node_id\": \"return\", \"outputs\": {}}", 400, "invalid_request")]
    [InlineData("{\"node_id\": \"nobody\"}", 404, "node_not_found")]
    [InlineData("{\"node_id\": \"add\", \"frame\": \"for[1]\"}", 404, "no_such_event")]
    public async Task Fork_ThatCannotBe_IsRefused(string body, int status, string code)
    {
        var sum = TestFlow.Start("""{"x": {"type": "int"}}""").Node("add", "math_add", """{"inputValues": {"y": 1}}""").Node("return", "return").Exec("start", "add", "return").Wire("start.x > add.x", "add.result > return.sum");
        var path = await RunAsync(sum.Execute("{\"x\": 1}"));

        await (await server.Http.PostAsync(path + "/fork", Wire.Json(body))).ProblemAsync(status, code);
        await (await server.Http.PostAsync($"/api/runs/{Guid.NewGuid():N}/fork", Wire.Json("{\"at\": 1}"))).ProblemAsync(404, "run_not_found");
    }

    private async Task<string> ForkAsync(string path, string body)
    {
        var response = await server.Http.PostAsync(path + "/fork", Wire.Json(body));
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    private async Task<string> RunAsync(string request)
    {
        var run = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json(request))).BodyAsync();
        return $"/api/runs/{run.GetProperty("run_id").GetString()}";
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var response = await server.Http.GetAsync(path);
        var body = await response.BodyAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body.GetRawText());
        return body;
    }
}
