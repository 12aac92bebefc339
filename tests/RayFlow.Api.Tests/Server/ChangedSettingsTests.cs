using System.Net;
using System.Text.Json;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Runs that began under other settings than those in force: what was decided stays decided, and every run can be ended.</summary>
public sealed class ChangedSettingsTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Runs_OfAFlowThatWouldBeTooLargeNow_GoOnAndCanBeEnded()
    {
        var flow = TestFlow.Start();
        for (var i = 0; i < 20; i++)
        {
            flow.Node($"n{i}", "checkpoint", """{"inputValues": {"value": 1}}""").Exec(i == 0 ? "start" : $"n{i - 1}", $"n{i}");
        }

        flow.Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("return", "return").Exec("n19", "wait", "return").Wire("wait.payload > return.x");
        var (signalled, cancelled) = (await BeginAsync(flow), await BeginAsync(flow));
        await UntilWaitingAsync(signalled, 1);
        await UntilWaitingAsync(cancelled, 1);

        await _server.RestartAsync("--RayFlow:FlowLimits:MaxNodes", "10");

        Assert.Equal("waiting", (await GetAsync(signalled)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _server.Http.PostAsync(signalled + "/signals/go", Wire.Json("5"))).StatusCode);
        Assert.Contains("event: run_completed", await _server.Http.GetStringAsync(signalled + "/events"), StringComparison.Ordinal);
        Assert.Equal("{\"x\":5}", (await GetAsync(signalled)).GetProperty("result").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await _server.Http.PostAsync(cancelled + "/cancel", null)).StatusCode);
        Assert.Equal("cancelled", (await GetAsync(cancelled)).GetProperty("status").GetString());
        await (await _server.Http.PostAsync("/api/flows/execute", flow.Request())).ProblemAsync(400, "invalid_flow");
    }

    [Fact]
    public async Task Run_WhoseLoopHadMoreTurnsAtOnceThanAreAllowedNow_RepeatsNoEffect()
    {
        const int Turns = 40;
        var flow = TestFlow.Start().Node("for", "flow_for_range", $$$"""{"inputValues": {"stop": {{{Turns}}}}, "constantValues": {"CONCURRENCY": 0}}""")
            .Node("write", "io_file_write", """{"inputValues": {"path": "ledger.txt", "content": "x"}, "constantValues": {"MODE": "append"}}""")
            .Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("return", "return")
            .Exec("start", "for").Exec("for.exec-body", "write", "wait").Exec("for.exec-completed", "return");
        var run = await BeginAsync(flow);
        await UntilWaitingAsync(run, Turns);

        await _server.RestartAsync("--RayFlow:Runs:Limits:MaxParallelTurns", "5");
        var signals = await Task.WhenAll(Enumerable.Range(0, Turns).Select(_ => _server.Http.PostAsync(run + "/signals/go", Wire.Json("null"))));

        Assert.All(signals, signal => Assert.Equal(HttpStatusCode.OK, signal.StatusCode));
        Assert.Contains("event: run_completed", await _server.Http.GetStringAsync(run + "/events"), StringComparison.Ordinal);
        Assert.Equal(Turns, (await File.ReadAllTextAsync(Path.Combine(_server.Files, "ledger.txt"))).Length);
    }

    [Fact]
    public async Task Start_BeyondTheRunsThatASiloTakes_Answers429AndIsTakenWhenOneHasEnded()
    {
        await _server.RestartAsync("--RayFlow:Limits:RunsInFlight", "1");
        var hanging = TestFlow.Start().Node("hang", "bad_hangs", """{"inputValues": {"value": 1}}""").Node("return", "return").Exec("start", "hang", "return");
        var run = await BeginAsync(hanging);

        var refused = await _server.Http.PostAsync("/api/flows/execute?mode=async", hanging.Request());
        await _server.Http.PostAsync(run + "/cancel", null);

        await refused.ProblemAsync(429, "busy");
        Assert.NotNull(refused.Headers.RetryAfter);
        await BeginAsync(hanging);
    }

    private async Task<string> BeginAsync(TestFlow flow)
    {
        var accepted = await _server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request());
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        return accepted.Headers.Location!.ToString();
    }

    private async Task UntilWaitingAsync(string run, int nodes)
    {
        for (var limit = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(60); await Task.Delay(20))
        {
            if ((await GetAsync(run)).GetProperty("waiting_for").GetArrayLength() == nodes)
            {
                return;
            }
        }

        Assert.Fail($"The run does not wait: {await GetAsync(run)}");
    }

    private async Task<JsonElement> GetAsync(string path) => await (await _server.Http.GetAsync(path)).EnsureSuccessStatusCode().BodyAsync();
}
