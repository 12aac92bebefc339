using System.Net;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Api.Tests.Samples;

namespace RayFlow.Api.Tests.Server;

/// <summary>Runs that ask for more than they may, on a real server.</summary>
[Collection(LimitedTests.Name)]
public sealed class LimitedRunTests(LimitedServer server)
{
    [Fact]
    public async Task Signal_BeyondWhatTheRunKeeps_Answers429AndMayComeAgain()
    {
        var flow = TestFlow.Start().Node("first", "flow_wait_signal", """{"constantValues": {"SIGNAL": "begin"}}""").Node("second", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""")
            .Node("third", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("fourth", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("return", "return")
            .Exec("start", "first", "second", "third", "fourth", "return").Wire("fourth.payload > return.last");
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request())).Headers.Location!.ToString();

        Assert.Equal(HttpStatusCode.OK, (await SignalAsync(path, "go", 1)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignalAsync(path, "go", 2)).StatusCode);
        var refused = await SignalAsync(path, "go", 3);
        var problem = await refused.ProblemAsync(429, "signals_full");
        Assert.Contains("2 signals", problem.Detail(), StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await SignalAsync(path, "go", 2)).StatusCode); // it was taken, and is told so again

        Assert.Equal(HttpStatusCode.OK, (await SignalAsync(path, "begin", 0)).StatusCode); // something waits for it
        var run = new SampleRun(server.Http, path.Split('/')[^1]);
        await run.DoAsync(new System.Text.Json.Nodes.JsonObject { ["await"] = "fourth", ["state"] = "waiting" });
        Assert.Equal(HttpStatusCode.OK, (await SignalAsync(path, "go", 3)).StatusCode);
        Assert.Equal("{\"last\":3}", (await run.ToEndAsync())["result"]!.ToJsonString());
        await (await SignalAsync(path, "go", 4)).ProblemAsync(409, "command_refused");
    }

    [Fact]
    public async Task Run_ThatCollectsMoreThanItMayHold_FailsEarly()
    {
        var flow = TestFlow.Start().Node("for", "flow_for_range", """{"inputValues": {"stop": 2000}}""").Node("return", "return").Node("d0", "string_concat", """{"inputValues": {"a": "x", "b": ""}}""")
            .Exec("start", "for").Exec("for.exec-completed", "return").Wire("d20.result > for.collect", "for.collected > return.all");
        for (var i = 1; i <= 20; i++)
        {
            flow.Node($"d{i}", "string_concat").Wire($"d{i - 1}.result > d{i}.a", $"d{i - 1}.result > d{i}.b");
        }

        var problem = await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(422, "run_failed");

        Assert.Equal("run_too_large", problem.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("for", problem.GetProperty("error").GetProperty("node_id").GetString());
    }

    [Fact]
    public async Task Run_WhoseJournalIsTooLong_Fails()
    {
        var flow = TestFlow.Start().Node("for", "flow_for_range", """{"inputValues": {"stop": 2000}}""").Node("now", "time_now").Node("return", "return")
            .Exec("start", "for").Exec("for.exec-body", "now").Exec("for.exec-completed", "return");

        var problem = await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(422, "run_failed");

        Assert.Equal("run_too_large", problem.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("MaxJournalBytes", problem.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatComputesWithoutEnd_Fails()
    {
        var flow = TestFlow.Start().Node("for", "flow_for_range", """{"inputValues": {"stop": 1000000}}""").Node("merge", "flow_merge").Node("return", "return")
            .Exec("start", "for").Exec("for.exec-body", "merge").Exec("for.exec-completed", "return");

        var problem = await (await server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(422, "run_failed");

        Assert.Equal("step_limit", problem.GetProperty("error").GetProperty("code").GetString());
    }

    private async Task<HttpResponseMessage> SignalAsync(string path, string name, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/signals/{name}") { Content = Wire.Json($"{number}") };
        request.Headers.Add("Idempotency-Key", $"{name}-{number}");
        return await server.Http.SendAsync(request);
    }
}
