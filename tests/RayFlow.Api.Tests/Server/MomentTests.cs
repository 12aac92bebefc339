using System.Net;
using System.Text.Json;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Any moment of any run, and why it is what it is, on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class MomentTests(RunningServer server)
{
    private static string Counting => """
        {"variables": {"counter": 0}, "flow": {"nodes": [
          {"id": "start", "type": "start"},
          {"id": "for", "type": "flow_for_range", "data": {"inputValues": {"stop": 3}}},
          {"id": "count", "type": "variables_increment", "data": {"config": {"variable_name": "counter"}, "inputValues": {"by": 1}}},
          {"id": "if", "type": "logic_if", "data": {"inputValues": {"condition": true}}},
          {"id": "never", "type": "log", "data": {"inputValues": {"value": 1}}},
          {"id": "after", "type": "log", "data": {"inputValues": {"value": 1}}},
          {"id": "return", "type": "return"}],
         "edges": [
          {"id": "e1", "source": "start", "sourceHandle": "exec-out", "target": "for", "targetHandle": "exec-in"},
          {"id": "e2", "source": "for", "sourceHandle": "exec-body", "target": "count", "targetHandle": "exec-in"},
          {"id": "e3", "source": "for", "sourceHandle": "exec-completed", "target": "if", "targetHandle": "exec-in"},
          {"id": "e4", "source": "if", "sourceHandle": "exec-false", "target": "never", "targetHandle": "exec-in"},
          {"id": "e5", "source": "never", "sourceHandle": "exec-out", "target": "after", "targetHandle": "exec-in"},
          {"id": "e6", "source": "if", "sourceHandle": "exec-true", "target": "return", "targetHandle": "exec-in"}]}}
        """;

    [Fact]
    public async Task State_AtEveryEvent_IsWhatTheEventsSay()
    {
        var path = await RunAsync(Counting);
        var events = await server.EventsAsync(path);

        foreach (var happened in events)
        {
            var (seq, type) = (happened.GetProperty("seq").GetInt64(), happened.GetProperty("type").GetString()!);
            var moment = await GetAsync($"{path}/state?at={seq}");

            Assert.Equal(seq, moment.GetProperty("seq").GetInt64());
            Assert.Equal(happened.GetProperty("at").GetDateTime(), moment.GetProperty("at").GetDateTime());
            if (type.StartsWith("node_", StringComparison.Ordinal))
            {
                var state = NodeOf(moment, happened.GetProperty("node_id").GetString()!, happened.GetProperty("frame").GetString()!).GetProperty("state").GetString();
                Assert.Equal(type["node_".Length..].Replace("started", "running", StringComparison.Ordinal), state);
            }

            var counted = events.Count(other => other.GetProperty("seq").GetInt64() <= seq && other.GetProperty("type").ValueEquals("node_completed") && other.GetProperty("node_id").ValueEquals("count"));
            Assert.Equal(counted, moment.GetProperty("variables").GetProperty("counter").GetInt64());
            Assert.Equal(type == "run_completed" ? "completed" : "running", moment.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task State_OfFrames_HasTheirNodesAndEdges()
    {
        var path = await RunAsync(Counting);
        var first = (await server.EventsAsync(path)).First(happened => happened.GetProperty("type").ValueEquals("node_started") && happened.GetProperty("frame").ValueEquals("for[0]"));

        var then = await GetAsync($"{path}/state?at={first.GetProperty("seq").GetInt64()}");
        var turn = await GetAsync($"{path}/state?frame=for%5B2%5D");
        var now = await GetAsync($"{path}/state");

        Assert.Equal(["e1 live", "e2 live", "e3 pending", "e4 pending", "e5 pending", "e6 pending"], Edges(then));
        Assert.Equal(["count"], turn.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node_id").GetString()));
        Assert.Equal("for[2]", turn.GetProperty("edges")[0].GetProperty("frame").GetString());
        Assert.Equal("{\"by\":1}", NodeOf(turn, "count", "for[2]").GetProperty("inputs").GetRawText());
        Assert.Equal("{\"value\":3}", NodeOf(turn, "count", "for[2]").GetProperty("outputs").GetRawText());
        Assert.Equal(["e1 live", "e2 live", "e3 live", "e4 dead", "e5 dead", "e6 live"], Edges(now).Distinct());
        Assert.Equal("[]", now.GetProperty("limits").GetRawText());
    }

    [Fact]
    public async Task State_InPages_IsTheSame()
    {
        var path = await RunAsync(Counting);
        var all = (await GetAsync($"{path}/state")).GetProperty("nodes").EnumerateArray().Select(node => node.GetRawText()).ToList();

        var paged = new List<string>();
        for (string? cursor = "0"; cursor is not null;)
        {
            var page = await GetAsync($"{path}/state?limit=2&cursor={cursor}");
            paged.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetRawText()));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(all, paged);
        Assert.Equal(9, all.Count);
    }

    [Fact]
    public async Task State_OfAWaitingRun_TellsItsWaits()
    {
        var flow = TestFlow.Start().Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("return", "return").Exec("start", "wait", "return").Wire("wait.payload > return.x");
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request())).Headers.Location!.ToString();

        var waiting = await GetAsync($"{path}/state");
        await server.Http.PostAsync(path + "/signals/go", Wire.Json("5"));
        var events = await server.EventsAsync(path);
        var then = await GetAsync($"{path}/state?at={waiting.GetProperty("seq").GetInt64()}");

        Assert.Equal("waiting", waiting.GetProperty("status").GetString());
        Assert.Equal("go", waiting.GetProperty("waiting_for")[0].GetProperty("name").GetString());
        Assert.Equal(waiting.GetRawText(), then.GetRawText());
        Assert.Equal("completed", (await GetAsync($"{path}/state?at={events.Count}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Explain_ASkippedNode_GoesBackToTheBranch()
    {
        var path = await RunAsync(Counting);

        var why = await GetAsync($"{path}/explain/after");

        Assert.Equal("skipped", why.GetProperty("state").GetString());
        Assert.Equal("'after' was skipped because 'if' went another way.", why.GetProperty("message").GetString());
        var never = why.GetProperty("because")[0];
        Assert.Equal(("e5", "never", "dead"), (never.GetProperty("edge_id").GetString(), never.GetProperty("source").GetString(), never.GetProperty("state").GetString()));
        var branch = never.GetProperty("because")[0];
        Assert.Equal(("e4", "if", "dead"), (branch.GetProperty("edge_id").GetString(), branch.GetProperty("source").GetString(), branch.GetProperty("state").GetString()));
        Assert.Equal("fired", (await GetAsync($"{path}/explain/count?frame=for%5B1%5D")).GetProperty("reason").GetString());
        Assert.Equal("pending_edges", (await GetAsync($"{path}/explain/return?at=2")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Moments_ThatAreNot_AreRefused()
    {
        var path = await RunAsync(Counting);
        var last = (await server.EventsAsync(path)).Count;

        await (await server.Http.GetAsync($"{path}/state?at={last + 1}")).ProblemAsync(404, "no_such_event");
        await (await server.Http.GetAsync($"{path}/state?at=0")).ProblemAsync(404, "no_such_event");
        await (await server.Http.GetAsync($"{path}/state?at=x")).ProblemAsync(400, "invalid_request");
        await (await server.Http.GetAsync($"/api/runs/{Guid.NewGuid():N}/state")).ProblemAsync(404, "run_not_found");
        await (await server.Http.GetAsync($"{path}/explain/nobody")).ProblemAsync(404, "node_not_found");
        await (await server.Http.GetAsync($"{path}/explain/return?at={last + 1}")).ProblemAsync(404, "no_such_event");
        await (await server.Http.GetAsync($"{path}/explain/return?frame=for%5B1%5D")).ProblemAsync(404, "no_such_instance");
    }

    private static List<string> Edges(JsonElement moment) =>
        [.. moment.GetProperty("edges").EnumerateArray().Select(edge => $"{edge.GetProperty("edge_id").GetString()} {edge.GetProperty("state").GetString()}").Order(StringComparer.Ordinal)];

    private static JsonElement NodeOf(JsonElement moment, string node, string frame) =>
        moment.GetProperty("nodes").EnumerateArray().Single(item => item.GetProperty("node_id").ValueEquals(node) && item.GetProperty("frame").ValueEquals(frame));

    private async Task<string> RunAsync(string flow)
    {
        var run = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {flow}}}"))).BodyAsync();
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
