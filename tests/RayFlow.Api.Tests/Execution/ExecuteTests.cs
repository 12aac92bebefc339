using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Api.Tests.Execution;

public sealed class ExecuteTests
{
    private const string Document = "{ \"flow\": {\"nodes\": [],  \"edges\": []}, \"kept\": 1.50 }";
    private const string Body = "{\"inputs\": {\"x\": 5, \"r\": 1.0}, \"flow\": " + Document + ", \"error_strategy\": \"skip\", \"timeout_seconds\": 2.5}";

    [Fact]
    public async Task Execute_RunThatCompletes_AnswersWithResultAndStatistics()
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing());

        var response = await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.BodyAsync();
        Assert.Equal(
            ["success", "run_id", "result", "return_node", "status_code", "statistics"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.True(body.GetProperty("success").GetBoolean());
        Assert.Equal("{\"sum\":8}", body.GetProperty("result").GetRawText());
        Assert.Equal(
            "{\"total_time\":2,\"nodes_executed\":3,\"nodes_taken_over\":0,\"nodes_failed\":0,\"node_times\":{\"add\":0.25},\"errors\":[]}",
            body.GetProperty("statistics").GetRawText());
    }

    [Fact]
    public async Task Execute_Request_HandsOnTheDocumentByteForByte()
    {
        var grains = Hosting.Runs.Completing();
        await using var host = await ApiHost.StartAsync(grains);

        await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body));

        var start = grains.Calls.Single().Argument<StartRun>();
        Assert.Equal(Document, Encoding.UTF8.GetString(start.Document!));
        Assert.Equal(ValueMap.Of(("x", 5), ("r", 1.0)), start.Inputs);
        Assert.Equal(ValueKind.Float, start.Inputs["r"].Kind);
        Assert.Equal((OnError.Skip, 2.5), (start.ErrorStrategy, start.TimeoutSeconds));
        Assert.Matches("^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$", grains.Calls.Single().Key);
    }

    [Fact]
    public async Task Execute_RunThatTakesLong_WaitsForItsEnd()
    {
        var waits = 0;
        var grains = new ScriptedGrains()
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Running(id)))
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.WaitForEndAsync), (id, _) => ++waits < 3 ? Hosting.Runs.Running(id) : Hosting.Runs.Completed(id));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body));

        Assert.True((await response.BodyAsync()).GetProperty("success").GetBoolean());
        Assert.Equal(3, waits);
    }

    [Fact]
    public async Task Execute_RunThatFails_Answers422WithErrorAndStatistics()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Failed(id)));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(422, "run_failed");

        Assert.False(problem.GetProperty("success").GetBoolean());
        Assert.Equal(
            "{\"code\":\"division_by_zero\",\"message\":\"y is 0.\",\"node_id\":\"divide\",\"frame\":\"for1[3]\",\"attempt\":2}",
            problem.GetProperty("error").GetRawText());
        Assert.Equal(1, problem.GetProperty("statistics").GetProperty("nodes_failed").GetInt32());
        Assert.Equal(JsonValueKind.Null, problem.GetProperty("result").ValueKind);
    }

    [Fact]
    public async Task Execute_InvalidFlow_Answers400WithEveryProblem()
    {
        var diagnostics = new[]
        {
            new FlowDiagnostic("RF101 missing_start", Severity.Error, "There is no START.", "/flow/nodes"),
            new FlowDiagnostic("RF401 unreachable", Severity.Warning, "Nothing leads to 'a'.", "/flow/nodes/0", "a"),
        };
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.StartAsync), (_, _) => new StartRunResult(null, StartRefusal.InvalidFlow, "", diagnostics));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(400, "invalid_flow");

        Assert.Equal(
            "[{\"code\":\"RF101 missing_start\",\"severity\":\"error\",\"message\":\"There is no START.\",\"node_id\":null,\"edge_id\":null,\"pointer\":\"/flow/nodes\"}]",
            problem.GetProperty("errors").GetRawText());
        Assert.Equal("a", problem.GetProperty("warnings")[0].GetProperty("node_id").GetString());
    }

    [Fact]
    public async Task Execute_Async_Answers202WithTheRunsAddress()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Running(id)));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/execute?mode=async", Wire.Json(Body));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var id = (await response.BodyAsync()).GetProperty("run_id").GetString();
        Assert.Equal($"/api/runs/{id}", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Execute_SameIdempotencyKey_AsksForTheSameRun()
    {
        var grains = Hosting.Runs.Completing();
        await using var host = await ApiHost.StartAsync(grains);

        foreach (var key in (string[])["order-1", "order-1", "order-2"])
        {
            await SendAsync(host, key);
        }

        var ids = grains.Calls.Select(call => call.Key).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}$", id));
    }

    [Theory]
    [InlineData("inputs")]
    [InlineData("document")]
    public async Task Execute_IdempotencyKeyOfAnotherRequest_IsRefused(string different)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(different == "document" ? "{}" : Document)));
        var inputs = ValueMap.Of(("x", different == "inputs" ? 6 : 5), ("r", 1), ("with_default", 1));
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Completed(id) with { FlowHash = hash, Inputs = inputs }));
        await using var host = await ApiHost.StartAsync(grains);

        await (await SendAsync(host, "order-1")).ProblemAsync(409, "idempotency_key_reused");
    }

    [Fact]
    public async Task Execute_IdempotencyKeyTooLong_IsRefused()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        await (await SendAsync(host, new string('k', 256))).ProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task Execute_TraceParent_IsHandedOn()
    {
        var grains = Hosting.Runs.Completing();
        await using var host = await ApiHost.StartAsync(grains);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/execute") { Content = Wire.Json(Body) };
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        await host.Http.SendAsync(request);

        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", grains.Calls.Single().Argument<StartRun>().TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_StorageAway_Answers503AndWhenToComeBack()
    {
        var grains = new ScriptedGrains().OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new StorageUnavailableException("The database does not answer."));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body));

        Assert.StartsWith("The database does not answer. ", (await response.ProblemAsync(503, "storage_unavailable")).Detail(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("/api/flows/execute")]
    [InlineData("/api/flows/sum/execute")]
    [InlineData("/api/runs/0192f0c1e7a07d3a8a5c0f3b6a1d2e3f/rerun")]
    public async Task Start_WithoutAnAnswer_TellsTheRunThatMayHaveStarted(string path)
    {
        var grains = new ScriptedGrains()
            .OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new StorageUnavailableException("The database did not confirm in time."));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync(path, Wire.Json(path.EndsWith("rerun", StringComparison.Ordinal) ? "{\"from\": \"add\"}" : path.Contains("sum", StringComparison.Ordinal) ? "{}" : Body));

        var problem = await response.ProblemAsync(503, "storage_unavailable");
        var run = grains.Calls[0].Key;
        Assert.Equal(run, problem.GetProperty("run_id").GetString());
        Assert.Equal($"The database did not confirm in time. Whether the run {run} started can be seen at /api/runs/{run}.", problem.Detail());
        Assert.Equal($"/api/runs/{run}", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData(2_592_000, true)]
    [InlineData(2_592_001, false)]
    [InlineData(31_536_000, false)]
    public async Task Execute_DeadlineBeyondWhatRunsTake_IsRefused(double seconds, bool isTaken)
    {
        var grains = Hosting.Runs.Completing();
        await using var host = await ApiHost.StartAsync(grains);
        var text = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

        HttpResponseMessage[] responses =
        [
            await host.Http.PostAsync("/api/flows/execute", Wire.Json("{\"flow\": {}, \"timeout_seconds\": " + text + "}")),
            await host.Http.PostAsync($"/api/flows/sum/execute?timeout_seconds={text}", null),
        ];

        foreach (var response in responses)
        {
            if (isTaken)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
            else
            {
                Assert.Equal($"timeout_seconds is a number of seconds above 0 and at most 2592000, not {text}.", (await response.ProblemAsync(400, "invalid_request")).Detail());
            }
        }

        Assert.All(grains.Calls, call => Assert.Equal(seconds, call.Argument<StartRun>().TimeoutSeconds));
    }

    [Fact]
    public async Task Execute_DeadlineThatRunsAreConfiguredToTake_IsTaken()
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing(), ("RayFlow:Runs:MaxTimeoutSeconds", "60"));

        var within = await host.Http.PostAsync("/api/flows/sum/execute?timeout_seconds=60", null);
        var beyond = await host.Http.PostAsync("/api/flows/sum/execute?timeout_seconds=60.5", null);

        Assert.Equal(HttpStatusCode.OK, within.StatusCode);
        Assert.Contains("at most 60, not 60.5", (await beyond.ProblemAsync(400, "invalid_request")).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ClusterFailsSinceTheDatabaseIsAway_Answers503WithTheReason()
    {
        var grains = new ScriptedGrains()
            .OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new OrleansException("activation failed"))
            .On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => "connection refused.");
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(503, "storage_unavailable");

        Assert.StartsWith("The database is away: connection refused.", problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ClusterCannotTakeIt_Answers503()
    {
        var grains = new ScriptedGrains()
            .OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new OrleansException("rejected"))
            .On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => null);
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(503, "cluster_unavailable");
    }

    [Fact]
    public async Task Execute_ClusterTooSlow_Answers504()
    {
        var grains = new ScriptedGrains()
            .OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new TimeoutException("after 30 s"))
            .OnThrow<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), () => new TimeoutException("after 30 s"));
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(504, "timed_out");
    }

    [Fact]
    public async Task Execute_Fault_Answers500WithoutItsInsides()
    {
        var grains = new ScriptedGrains().OnThrow<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), () => new InvalidOperationException("Password=hunter2"));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync("/api/flows/execute", Wire.Json(Body))).ProblemAsync(500, "internal_error");

        Assert.DoesNotContain("hunter2", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ServerStops_AnswersWhereTheRunCanBeLookedUp()
    {
        var waiting = new TaskCompletionSource();
        var grains = new ScriptedGrains()
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Running(id)))
            .On<IWorkflowGrain>(nameof(IWorkflowGrain.WaitForEndAsync), (_, arguments) =>
            {
                waiting.SetResult();
                return NeverAsync(arguments.OfType<CancellationToken>().Single());
            });
        await using var host = await ApiHost.StartAsync(grains);
        var answer = host.Http.PostAsync("/api/flows/execute", Wire.Json(Body));
        await waiting.Task;

        var stopped = host.StopAsync();

        var response = await answer;
        var problem = await response.ProblemAsync(503, "server_stopping");
        Assert.Equal($"/api/runs/{problem.GetProperty("run_id").GetString()}", response.Headers.Location?.ToString());
        await stopped;
    }

    [Fact]
    public async Task ExecuteFlow_Completes_AnswersWithTheReturnsBodyAndStatus()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Completed(id, 418, ValueMap.Of(("tea", ValueList.Create(["green", 1.0]))))));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/tea%20time/execute?version=3&timeout_seconds=5", Wire.Json("{\"kind\": \"green\"}"));

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("{\"tea\":[\"green\",1.0]}", await response.Content.ReadAsStringAsync());
        Assert.Equal("return", response.Headers.GetValues("RayFlow-Return-Node").Single());
        var start = grains.Calls.Single().Argument<StartRun>();
        Assert.Equal(("tea time", 3, 5.0), (start.FlowName, start.FlowVersion, start.TimeoutSeconds));
        Assert.Equal(ValueMap.Of(("kind", "green")), start.Inputs);
    }

    [Fact]
    public async Task ExecuteFlow_WithoutABody_RunsWithoutInputs()
    {
        var grains = Hosting.Runs.Completing();
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/sum/execute", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(grains.Calls.Single().Argument<StartRun>().Inputs);
    }

    [Fact]
    public async Task ExecuteFlow_ReturnWithoutContent_AnswersWithoutABody()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Completed(id, 204)));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.PostAsync("/api/flows/sum/execute", null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task ExecuteFlow_ReturnWithAnInformationalStatus_IsRefused()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Hosting.Runs.Completed(id, 100)));
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.PostAsync("/api/flows/sum/execute", null)).ProblemAsync(502, "unusable_status_code");
    }

    [Fact]
    public async Task ExecuteFlow_UnknownFlow_Answers404()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.StartAsync), (_, _) => new StartRunResult(null, StartRefusal.FlowNotFound, "Flow 'sum' does not exist. Save it before starting a run."));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await host.Http.PostAsync("/api/flows/sum/execute", null)).ProblemAsync(404, "flow_not_found");

        Assert.Equal("Flow 'sum' does not exist. Save it before starting a run.", problem.Detail());
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/execute") { Content = Wire.Json(Body) };
        request.Headers.Add("Idempotency-Key", key);
        return await host.Http.SendAsync(request);
    }

    private static async Task<RunSummary?> NeverAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return null;
    }
}
