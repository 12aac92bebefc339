using System.Net;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Tests.Runs;

public sealed class RunsApiTests
{
    private const string Id = "0192f0c1e7a07d3a8a5c0f3b6a1d2e3f";

    [Fact]
    public async Task List_WithFilters_AsksTheDirectoryForThem()
    {
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(
            nameof(IRunDirectoryGrain.ListAsync), (_, _) => new RunPage([Hosting.Runs.Completed(Id)], "next"));
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync("/api/runs?flow=sum&status=completed&since=2025-01-31T08:00:00Z&cursor=c&limit=7&parent_run_id=p")).BodyAsync();

        var expected = new RunQuery("sum", RunStatus.Completed, new DateTimeOffset(2025, 1, 31, 8, 0, 0, TimeSpan.Zero), "c", 7, "p");
        Assert.Equal(expected, grains.Calls.Single().Argument<RunQuery>());
        Assert.Equal("next", body.GetProperty("next_cursor").GetString());
        Assert.Equal("completed", body.GetProperty("items")[0].GetProperty("status").GetString());
        Assert.False(body.GetProperty("items")[0].TryGetProperty("inputs", out _));
    }

    [Theory]
    [InlineData("nope")]
    [InlineData(Id)]
    public async Task Get_UnknownRun_Answers404(string id)
    {
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.FindEndedAsync), (_, _) => null)
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.GetAsync), (_, _) => null);
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.GetAsync($"/api/runs/{id}")).ProblemAsync(404, "run_not_found");
    }

    [Fact]
    public async Task Get_EndedRun_IsToldWithoutItsGrain()
    {
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.FindEndedAsync), (_, arguments) => Hosting.Runs.Completed((string)arguments[0]!));
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync($"/api/runs/{Id}")).BodyAsync();

        Assert.Equal("completed", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Get_IdWithDashes_IsTheSameRun()
    {
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.FindEndedAsync), (_, _) => null)
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.GetAsync), (id, _) => Hosting.Runs.Running(id));
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync($"/api/runs/{Guid.Parse(Id).ToString("D").ToUpperInvariant()}")).BodyAsync();

        Assert.Equal(Id, body.GetProperty("run_id").GetString());
    }

    [Theory]
    [InlineData("cancel", RunCommand.Cancel)]
    [InlineData("pause", RunCommand.Pause)]
    [InlineData("resume", RunCommand.Resume)]
    [InlineData("retry", RunCommand.Retry)]
    public async Task Command_ThatFits_AnswersWithTheRun(string verb, RunCommand command)
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.CommandAsync), (id, _) => new CommandResult(Hosting.Runs.Running(id)));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync($"/api/runs/{Id}/{verb}", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(command, grains.Calls.Single().Argument<RunCommand>());
    }

    [Fact]
    public async Task Command_ThatDoesNotFit_Answers409WithTheStatus()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.CommandAsync), (id, _) => new CommandResult(Hosting.Runs.Completed(id), "The run has completed; only a failed one can be retried."));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync($"/api/runs/{Id}/retry", null)).ProblemAsync(409, "command_refused");

        Assert.Equal("completed", problem.GetProperty("run_status").GetString());
    }

    [Theory]
    [InlineData("{\"approved\": true}", "{\"approved\":true}")]
    [InlineData("5", "5")]
    [InlineData("", "null")]
    public async Task Signal_Body_IsItsPayload(string body, string payload)
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.SignalAsync), (id, _) => new CommandResult(Hosting.Runs.Running(id)));
        await using var host = await ApiHost.StartAsync(grains);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{Id}/signals/approval") { Content = body.Length == 0 ? null : Wire.Json(body) };
        request.Headers.Add("Idempotency-Key", "once");

        var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var signal = grains.Calls.Single().Argument<SendSignal>();
        Assert.Equal(("approval", payload, "once"), (signal.Name, signal.Payload.ToString(), signal.SignalId));
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2fb%20c", "a/b c")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("100%25", "100%")]
    [InlineData("%C3%A4%2F%E2%9C%93", "ä/✓")]
    [InlineData("a+b", "a+b")]
    public async Task Signal_NameInThePath_ArrivesDecoded(string sent, string name)
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.SignalAsync), (id, _) => new CommandResult(Hosting.Runs.Running(id)));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync($"/api/runs/{Id}/signals/{sent}?x=%2F", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(name, grains.Calls.Single().Argument<SendSignal>().Name);
    }

    [Fact]
    public async Task Rerun_FromANode_StartsANewRun()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Running(id)));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync($"/api/runs/{Id}/rerun", Wire.Json("{\"from\": \"add\", \"inputs\": {\"y\": 2}}"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var call = grains.Calls.Single();
        Assert.NotEqual(Id, call.Key);
        Assert.Equal(new RerunFrom(Id, "add", ValueMap.Of(("y", 2))), call.Argument<StartRun>().Rerun);
    }

    [Theory]
    [InlineData("{}", "'from' must be")]
    [InlineData("{\"from\": 3}", "'from' must be")]
    [InlineData("{\"from\": \"a\", \"inputs\": []}", "'inputs' must be")]
    [InlineData("{\"from\": \"a\", \"x\": 1}", "'x' that is not known")]
    public async Task Rerun_BodyOfAnotherShape_IsRefused(string body, string words)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.PostAsync($"/api/runs/{Id}/rerun", Wire.Json(body));

        Assert.Contains(words, (await response.ProblemAsync(400, "invalid_request")).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_NextPosition_IsTheCursor()
    {
        var grains = new ScriptedGrains().On<IRunReaderGrain>(
            nameof(IRunReaderGrain.ReadHistoryAsync), (_, _) => new HistoryPage([new HistoryItem { NodeId = "add", State = "completed", Position = 8 }], 8));
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync($"/api/runs/{Id}/history?cursor=7&limit=1&node_id=add&frame=for1[3]")).BodyAsync();

        Assert.Equal("8", body.GetProperty("next_cursor").GetString());
        Assert.Equal(new HistoryQuery(7, 1, "add", "for1[3]"), grains.Calls.Single().Argument<HistoryQuery>());
    }

    [Fact]
    public async Task Flow_OfARun_IsTheDocumentThatItStartedWith()
    {
        var document = "{\"metadata\": {\"name\": \"sum\"}, \"unknown\": 1}"u8.ToArray();
        var grains = new ScriptedGrains().On<IRunReaderGrain>(nameof(IRunReaderGrain.ReadFlowAsync), (_, arguments) => (string)arguments[0]! == Id ? document : null);
        await using var host = await ApiHost.StartAsync(grains);

        Assert.Equal(document, await host.Http.GetByteArrayAsync($"/api/runs/{Id}/flow"));
        await (await host.Http.GetAsync($"/api/runs/{Guid.NewGuid():N}/flow")).ProblemAsync(404, "run_not_found");
    }
}
