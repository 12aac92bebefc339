using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.Grains.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;
using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests.Attempts;

public sealed class NodeAttemptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<NodeCatalog> Catalog = new(() => NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = Cluster.Nodes }));

    private readonly NodeThreads _threads = new(Options.Create(new NodeThreadOptions()), new SiloProblems(), NullLogger<NodeThreads>.Instance);
    private readonly Channel<NodeReport> _reports = Channel.CreateUnbounded<NodeReport>();

    [Fact]
    public async Task Node_ThatCompletes_IsReportedWithItsOutputs()
    {
        await Attempt("test_echo", inputs: ("value", 7L)).RunAsync().WaitAsync(Patience);

        var report = await ReportAsync();
        Assert.Equal((7L, 3, false), (report.Outputs!["value"].AsInt(), report.Attempt, report.IsLost));
    }

    [Theory]
    [InlineData("test_hangs")]
    [InlineData("test_blocks")]
    public async Task Node_ThatDoesNotListen_TimesOutAllTheSame(string type)
    {
        await Attempt(type, timeoutSeconds: 0.2).RunAsync().WaitAsync(Patience);

        var report = await ReportAsync();
        Assert.Equal(("timeout", true, false), (report.Error!.Code, report.Retryable, report.IsLost));
        Assert.Equal("The attempt took longer than 0.2 seconds and was cancelled (policy.timeout_seconds).", report.Error.Message);
    }

    [Fact]
    public async Task Timeout_BeyondTheReachOfTimers_Holds()
    {
        var clock = new ManualClock();
        var lane = _threads.Open("test_hangs");
        var running = Attempt("test_hangs", 5_000_000, clock, lane).RunAsync();
        await lane.Begun.WaitAsync(Patience);
        await clock.WhenTimerIsSetAsync().WaitAsync(Patience);

        clock.Advance(TimeSpan.FromSeconds(4_999_999));
        Assert.False(running.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await running.WaitAsync(Patience);
        Assert.Equal("timeout", (await ReportAsync()).Error!.Code);
    }

    [Fact]
    public async Task Attempt_ThatIsCancelled_ReportsNothing()
    {
        var lane = _threads.Open("test_hangs");
        var attempt = Attempt("test_hangs", lane: lane);
        var running = attempt.RunAsync();
        await lane.Begun.WaitAsync(Patience);

        attempt.Cancel();

        await running.WaitAsync(Patience);
        Assert.False(_reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Attempt_ThatCannotGoOnHere_IsReportedAsLost()
    {
        var lane = _threads.Open("test_hangs");
        var attempt = Attempt("test_hangs", lane: lane);
        var running = attempt.RunAsync();
        await lane.Begun.WaitAsync(Patience);

        attempt.Lose();

        await running.WaitAsync(Patience);
        var report = await ReportAsync();
        Assert.Equal((true, 3, "node_lost", true), (report.IsLost, report.Attempt, report.Error!.Code, report.Retryable));
    }

    [Fact]
    public async Task Attempt_OfATypeThatIsRefused_FailsWithBusyAndRunsNothing()
    {
        var lane = _threads.Open("test_hangs");
        lane.Refuse(new("busy", "No more of them."));

        await Attempt("test_hangs", lane: lane).RunAsync().WaitAsync(Patience);

        var report = await ReportAsync();
        Assert.Equal(("busy", true, "No more of them."), (report.Error!.Code, report.Retryable, report.Error.Message));
    }

    [Fact]
    public async Task Attempt_ThatCannotBeMade_IsReportedAsAFailure()
    {
        await Attempt("test_echo", contextOf: _ => throw new InvalidOperationException("no context")).RunAsync().WaitAsync(Patience);

        var report = await ReportAsync();
        Assert.Equal(("node_failed", "The attempt could not be made: no context"), (report.Error!.Code, report.Error.Message));
    }

    [Fact]
    public async Task Report_ThatIsNotHeard_IsMadeAgain()
    {
        var calls = 0;

        await Attempt("test_echo", inputs: ("value", 1L), report: report => ++calls < 3 ? throw new TimeoutException() : _reports.Writer.WriteAsync(report).AsTask())
            .RunAsync().WaitAsync(Patience);

        Assert.Equal(1L, (await ReportAsync()).Outputs!["value"]);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Token_OfANode_IsCancelledOnThreadsOfNodes()
    {
        var witness = Path.GetTempFileName();
        var lane = _threads.Open("test_witness");
        var attempt = Attempt("test_witness", lane: lane, inputs: ("file", witness));
        var running = attempt.RunAsync();
        await UntilAsync(() => File.ReadAllText(witness).Contains("ready", StringComparison.Ordinal));

        attempt.Cancel();

        await running.WaitAsync(Patience);
        await UntilAsync(() => File.ReadAllText(witness).Contains("cancelled", StringComparison.Ordinal));
        Assert.Equal("ready False\ncancelled False\n", await File.ReadAllTextAsync(witness));
        File.Delete(witness);
    }

    public void Dispose() => _threads.Dispose();

    private async Task<NodeReport> ReportAsync() => await _reports.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private NodeAttempt Attempt(
        string type,
        double? timeoutSeconds = null,
        TimeProvider? time = null,
        NodeLane? lane = null,
        Func<CancellationToken, NodeContext>? contextOf = null,
        Func<NodeReport, Task>? report = null,
        params (string, Value)[] inputs) => new(
            new StartNode("run", 0, "", 1, "node", type, 3, ValueMap.Of(inputs), ValueMap.Empty, ValueMap.Empty, timeoutSeconds, []),
            "run//node",
            lane ?? _threads.Open(type),
            Catalog.Value,
            contextOf ?? (over => new NodeContext
            {
                RunId = "run",
                NodeId = "node",
                Variables = null!,
                Services = null!,
                EventSink = (_, _, _) => Task.FromResult(0L),
            }),
            report ?? (sent => _reports.Writer.WriteAsync(sent).AsTask()),
            time ?? TimeProvider.System,
            NullLogger.Instance);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
