using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>The life of runs on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class RunLifeTests(RunningServer server)
{
    private static TestFlow Hanging => TestFlow.Start().Node("hang", "bad_hangs", """{"inputValues": {"value": 1}}""").Node("return", "return").Exec("start", "hang", "return");

    private static TestFlow Sum => TestFlow.Start("""{"x": {"type": "int"}, "y": {"type": "int", "default": 1}}""")
        .Node("add", "math_add").Node("keep", "checkpoint").Node("return", "return")
        .Exec("start", "keep", "return").Wire("start.x > add.x", "start.y > add.y", "add.result > keep.value", "keep.value > return.sum");

    [Fact]
    public async Task Run_Async_GoesOnAndCanBeLookedUp()
    {
        var accepted = await server.Http.PostAsync("/api/flows/execute?mode=async", Sum.Request("{\"x\": 5}"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await EventsAsync(accepted.Headers.Location!.ToString());
        var run = await GetAsync(accepted.Headers.Location.ToString());
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal("{\"sum\":6}", run.GetProperty("result").GetRawText());
        Assert.Equal("{\"x\":5,\"y\":1}", run.GetProperty("inputs").GetRawText());
    }

    [Fact]
    public async Task Run_SameIdempotencyKey_AnswersWithTheFirstRun()
    {
        var key = Guid.NewGuid().ToString();

        var first = await (await SendAsync(Sum.Request("{\"x\": 5}"), key)).BodyAsync();
        var second = await (await SendAsync(Sum.Request("{\"x\": 5}"), key)).BodyAsync();
        var other = await SendAsync(Sum.Request("{\"x\": 6}"), key);

        Assert.Equal(first.GetRawText(), second.GetRawText());
        await other.ProblemAsync(409, "idempotency_key_reused");
        await (await SendAsync(Hanging.Request(), key)).ProblemAsync(409, "idempotency_key_reused");
    }

    [Fact]
    public async Task Events_FromTheMiddle_ContinueExactlyThere()
    {
        var run = await (await server.Http.PostAsync("/api/flows/execute", Sum.Request("{\"x\": 5}"))).BodyAsync();
        var path = $"/api/runs/{run.GetProperty("run_id").GetString()}";

        var all = await EventsAsync(path);
        var rest = await EventsAsync(path, after: 3);

        Assert.Equal(Enumerable.Range(1, all.Count).Select(number => (long)number), all.Select(item => item.GetProperty("seq").GetInt64()));
        Assert.Equal("run_started", all[0].GetProperty("type").GetString());
        Assert.Equal("run_completed", all[^1].GetProperty("type").GetString());
        Assert.Equal(all.Skip(3).Select(item => item.GetRawText()), rest.Select(item => item.GetRawText()));
    }

    [Fact]
    public async Task Cancel_RunningRun_EndsIt()
    {
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", Hanging.Request())).Headers.Location!.ToString();

        var cancelled = await server.Http.PostAsync(path + "/cancel", null);

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal("run_cancelled", (await EventsAsync(path))[^1].GetProperty("type").GetString());
        Assert.Equal("cancelled", (await GetAsync(path)).GetProperty("status").GetString());
        await (await server.Http.PostAsync(path + "/cancel", null)).ProblemAsync(409, "command_refused");
    }

    [Fact]
    public async Task Execute_RunCancelledMeanwhile_Answers422()
    {
        var key = Guid.NewGuid().ToString();
        var answer = SendAsync(Hanging.Request(), key);
        var path = (await SendAsync(Hanging.Request(), key, "?mode=async")).Headers.Location!.ToString();

        await server.Http.PostAsync(path + "/cancel", null);

        await (await answer).ProblemAsync(422, "run_cancelled");
    }

    [Fact]
    public async Task Rerun_FromAFailedNodeWithAnotherInput_GoesOnWithTheFlowAndTheInputsOfThatRun()
    {
        var divide = TestFlow.Start("""{"x": {"type": "int"}, "y": {"type": "int"}}""").Node("divide", "math_divide").Node("return", "return")
            .Exec("start", "divide", "return").Wire("start.x > divide.x", "start.y > divide.y", "divide.result > return.result");
        var failed = (await server.Http.PostAsync("/api/flows/execute?mode=async", divide.Request("{\"x\": 10, \"y\": 0}"))).Headers.Location!.ToString();
        await EventsAsync(failed);

        var accepted = await server.Http.PostAsync(failed + "/rerun", Wire.Json("{\"from\": \"divide\", \"inputs\": {\"y\": 4}}"));
        await EventsAsync(accepted.Headers.Location!.ToString());

        Assert.Equal("{\"result\":2.5}", (await GetAsync(accepted.Headers.Location.ToString())).GetProperty("result").GetRawText());
        await (await server.Http.PostAsync($"/api/runs/{Guid.NewGuid():N}/rerun", Wire.Json("{\"from\": \"divide\"}"))).ProblemAsync(404, "run_not_found");
    }

    [Fact]
    public async Task Timeout_OfTheRun_FailsItAtItsDeadline()
    {
        var problem = await (await server.Http.PostAsync("/api/flows/execute", Hanging.Request(further: "\"timeout_seconds\": 0.3"))).ProblemAsync(422, "run_failed");

        Assert.Equal("deadline_exceeded", problem.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task History_OfARun_TellsEveryInstance()
    {
        var run = await (await server.Http.PostAsync("/api/flows/execute", Sum.Request("{\"x\": 5}"))).BodyAsync();
        var path = $"/api/runs/{run.GetProperty("run_id").GetString()}/history";

        var all = (await GetAsync(path)).GetProperty("items").EnumerateArray().ToList();
        var first = await GetAsync(path + "?limit=2");
        var rest = await GetAsync($"{path}?cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal(["add", "keep", "return", "start"], all.Select(item => item.GetProperty("node_id").GetString()!).Order());
        Assert.Equal("{\"x\":5,\"y\":1}", all.Single(item => item.GetProperty("node_id").ValueEquals("add")).GetProperty("inputs").GetRawText());
        Assert.Equal(all.Select(item => item.GetRawText()), first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(item => item.GetRawText()));
    }

    [Fact]
    public async Task List_OfRuns_HasTheNewestFirstAndPages()
    {
        var name = $"listed-{Guid.NewGuid():N}";
        for (var i = 0; i < 5; i++)
        {
            var flow = Sum.ToString().Replace("\"test\"", $"\"{name}\"", StringComparison.Ordinal);
            (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {flow}, \"inputs\": {{\"x\": {i}}}}}"))).EnsureSuccessStatusCode();
        }

        var first = await GetAsync($"/api/runs?flow={name}&limit=3&status=completed");
        var second = await GetAsync($"/api/runs?flow={name}&limit=3&cursor={Uri.EscapeDataString(first.GetProperty("next_cursor").GetString()!)}");

        var runs = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).ToList();
        Assert.Equal(5, runs.Select(run => run.GetProperty("run_id").GetString()).Distinct().Count());
        var starts = runs.Select(run => run.GetProperty("started_at").GetDateTimeOffset()).ToList();
        Assert.Equal(starts.OrderDescending(), starts);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Empty((await GetAsync($"/api/runs?flow={name}&status=failed")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Execute_TwoHundredAtOnce_AllAnswerCorrectly()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (await (await server.Http.PostAsync("/api/flows/execute", Sum.Request($"{{\"x\": {i}}}"))).BodyAsync()).GetProperty("result").GetProperty("sum").GetInt64()));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), answers);
    }

    [Fact]
    public async Task Signals_SixHundredAtOnce_AllReachARunThatWaitsInALoop()
    {
        const int Many = 600;
        var flow = TestFlow.Start().Node("for", "flow_for_range", $$$"""{"inputValues": {"stop": {{{Many}}}}}""").Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""")
            .Node("return", "return").Exec("start", "for").Exec("for.exec-body", "wait").Exec("for.exec-completed", "return").Wire("wait.payload > for.collect", "for.collected > return.all");
        var path = (await server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request())).Headers.Location!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(number => server.Http.PostAsync(path + "/signals/go", Wire.Json($"{number}"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("run_completed", (await EventsAsync(path))[^1].GetProperty("type").GetString());
        var all = (await GetAsync(path)).GetProperty("result").GetProperty("all").EnumerateArray().Select(value => value.GetInt32());
        Assert.Equal(Enumerable.Range(0, Many), all.Order());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string key, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/execute" + query) { Content = content };
        request.Headers.Add("Idempotency-Key", key);
        return await server.Http.SendAsync(request);
    }

    private async Task<JsonElement> GetAsync(string path) => await (await server.Http.GetAsync(path)).EnsureSuccessStatusCode().BodyAsync();

    private async Task<List<JsonElement>> EventsAsync(string run, long after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, run + "/events");
        if (after > 0)
        {
            request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var events = new List<JsonElement>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            var data = JsonSerializer.Deserialize<JsonElement>(item.Data);
            Assert.Equal(item.EventId, data.GetProperty("seq").GetRawText());
            Assert.Equal(item.EventType, data.GetProperty("type").GetString());
            events.Add(data);
        }

        return events;
    }
}
