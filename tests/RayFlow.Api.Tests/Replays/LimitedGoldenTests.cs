using RayFlow.Api.Tests.Hosting;
using RayFlow.Api.Tests.Samples;

namespace RayFlow.Api.Tests.Replays;

/// <summary>
/// Runs that were recorded under limits that are not the defaults, with user nodes: what they are folded by later has other limits and must not ask
/// them. That they are told the same, <see cref="GoldenTests"/> sees on a server with the defaults.
/// </summary>
/// <remarks><c>RAYFLOW_RECORD_GOLDENS=LABEL dotnet test tests/RayFlow.Api.Tests --filter LimitedGoldenTests</c> records those that are not kept.</remarks>
[Collection(LimitedTests.Name)]
public sealed class LimitedGoldenTests(LimitedServer server)
{
    private const string Waits = """{"constantValues": {"SIGNAL": "go"}}""";

    /// <summary>The flows; of each, the signals that it is sent before it is told to begin.</summary>
    private static readonly Dictionary<string, (TestFlow Flow, int Signals)> Runs = new()
    {
        ["limits-parallel-turns"] = (
            TestFlow.Start().Node("for", "flow_for_range", """{"inputValues": {"stop": 8}, "constantValues": {"CONCURRENCY": 0}}""").Node("text", "convert_str").Node("greet", "text_greet")
                .Node("flaky", "demo_flaky", """{"inputValues": {"works_at": 2}, "policy": {"on_error": "retry", "max_attempts": 3, "initial_delay_seconds": 0}}""")
                .Node("keep", "checkpoint").Node("return", "return")
                .Exec("start", "for").Exec("for.exec-body", "flaky", "keep").Exec("for.exec-completed", "return")
                .Wire("for.index > text.value", "text.result > greet.name", "greet.text > keep.value", "keep.value > for.collect", "for.collected > return.all"),
            0),
        ["limits-signals"] = (
            TestFlow.Start().Node("begin", "flow_wait_signal", """{"constantValues": {"SIGNAL": "begin"}}""").Node("one", "flow_wait_signal", Waits).Node("two", "flow_wait_signal", Waits)
                .Node("three", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}, "inputValues": {"timeout_seconds": 0.2}}""").Node("return", "return").Node("late", "return")
                .Exec("start", "begin", "one", "two", "three", "return").Exec("three.exec-timeout", "late").Wire("one.payload > late.one", "two.payload > late.two"),
            4),
        ["limits-too-large"] = (
            TestFlow.Start().Node("for", "flow_for_range", """{"inputValues": {"stop": 2000}}""").Node("now", "time_now").Node("greet", "text_greet", """{"inputValues": {"name": "you"}}""").Node("return", "return")
                .Exec("start", "for").Exec("for.exec-body", "now").Exec("for.exec-completed", "return").Wire("greet.text > for.collect"),
            0),
    };

    public static TheoryData<string> Names => [.. Runs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Golden_OfARunUnderOtherLimits_IsKept(string name)
    {
        if (Environment.GetEnvironmentVariable("RAYFLOW_RECORD_GOLDENS") is { Length: > 0 } label && !IsKept(name))
        {
            await RecordAsync(name, label.TrimEnd('+'));
            return;
        }

        Assert.True(IsKept(name), $"The run '{name}' has no recording. See the remarks of {nameof(LimitedGoldenTests)}.");
    }

    private static bool IsKept(string name) => GoldenRun.Names.Any(recording => recording.EndsWith("/" + name, StringComparison.Ordinal));

    private async Task RecordAsync(string name, string label)
    {
        var (flow, signals) = Runs[name];
        var accepted = await server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request());
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        var id = (await accepted.BodyAsync()).GetProperty("run_id").GetString()!;
        for (var i = 1; i <= signals; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{id}/signals/go") { Content = Wire.Json($"{i}") };
            request.Headers.Add("Idempotency-Key", $"go-{i}");
            await server.Http.SendAsync(request); // the last of them are refused
        }

        if (signals > 0)
        {
            await server.Http.PostAsync($"/api/runs/{id}/signals/begin", null);
        }

        await using var run = new SampleRun(server.Http, id);
        await run.ToEndAsync();
        await using var stored = new StoredRuns(server.ConnectionString);
        new GoldenRun($"{label}/{name}").Keep(await stored.ReadAsync(id), await ToldRun.AskAsync(server.Http, id));
    }
}
