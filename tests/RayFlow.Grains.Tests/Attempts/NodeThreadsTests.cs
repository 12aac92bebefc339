using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Nodes;

namespace RayFlow.Grains.Tests.Attempts;

public sealed class NodeThreadsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _release = new();
    private readonly SiloProblems _problems = new();
    private NodeThreads? _threads;

    [Fact]
    public async Task Code_BeforeAndAfterAnAwait_RunsOnThreadsOfNodes()
    {
        var threads = Threads(count: 2);

        var onThreadPool = await RunAsync(threads.Open("a"), async () =>
        {
            var before = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Yield();
            var between = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Delay(1);
            return (before, between, Thread.CurrentThread.IsThreadPoolThread);
        });

        Assert.Equal((false, false, false), onThreadPool);
    }

    [Fact]
    public async Task Node_ThatAwaits_HoldsNoThread()
    {
        var threads = Threads(count: 1);
        var gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 100).Select(_ => RunAsync(threads.Open("a"), async () =>
        {
            await gate.Task;
            return 1;
        })).ToList();

        await RunAsync(threads.Open("a"), () => Task.FromResult(1)).WaitAsync(Patience);
        gate.SetResult();

        Assert.Equal(100, (await Task.WhenAll(waiting).WaitAsync(Patience)).Sum());
        Assert.Equal(0, threads.Stuck);
    }

    [Fact]
    public async Task Threads_ThatOnlyWait_AreReplacedWhileOthersHaveWork()
    {
        var threads = Threads(count: 2, stuckAfterSeconds: 3600, maxStuck: 100);
        var blocked = Enumerable.Range(0, 50).Select(_ => RunAsync(threads.Open("a"), Block)).ToList();

        await RunAsync(threads.Open("b"), () => Task.FromResult(1)).WaitAsync(Patience);

        Assert.Equal(0, threads.Stuck);
        _release.Set();
        await Task.WhenAll(blocked).WaitAsync(Patience);
        await UntilAsync(() => threads.Busy == 0);
    }

    [Fact]
    public async Task Thread_ThatComputesForTooLong_IsReplacedAndEndsAsSurplus()
    {
        var threads = Threads(count: 1, stuckAfterSeconds: 0.2);
        var spinning = RunAsync(threads.Open("a"), Spin);

        await RunAsync(threads.Open("b"), () => Task.FromResult(1)).WaitAsync(Patience);
        Assert.Equal(1, threads.Stuck);

        _release.Set();
        await spinning.WaitAsync(Patience);
        await UntilAsync(() => threads is { Stuck: 0, Busy: 0 });
        await RunAsync(threads.Open("b"), () => Task.FromResult(1)).WaitAsync(Patience);
    }

    [Fact]
    public async Task Thread_OfAnAttemptThatIsOver_IsReplacedAtOnce()
    {
        var threads = Threads(count: 1, stuckAfterSeconds: 3600);
        var lane = threads.Open("a");
        var spinning = RunAsync(lane, Spin);
        await lane.Begun.WaitAsync(Patience);

        lane.Abandon();

        await RunAsync(threads.Open("b"), () => Task.FromResult(1)).WaitAsync(Patience);
        Assert.Equal(1, threads.Stuck);
        _release.Set();
        await spinning.WaitAsync(Patience);
    }

    [Fact]
    public async Task Silo_WithTooManyStuckNodes_RefusesTheirTypesAloneAndSaysSo()
    {
        var threads = Threads(count: 1, stuckAfterSeconds: 0.2, maxStuck: 2);
        NodeLane[] lanes = [threads.Open("bad"), threads.Open("bad")];
        var spinning = lanes.Select(lane => RunAsync(lane, Spin)).ToList();
        var queued = threads.Open("bad");
        await UntilAsync(() => threads.Stuck >= 1);
        var starting = RunAsync(queued, Spin);
        await UntilAsync(() => _problems.Reasons.ContainsKey("nodes"));

        var late = threads.Open("bad");

        Assert.Equal(("busy", true), (late.Refusal!.Code, late.Refusal.Retryable));
        Assert.True(late.Refused.IsCancellationRequested);
        Assert.StartsWith("2 threads are held by nodes that do not end: bad (2).", _problems.Reasons["nodes"], StringComparison.Ordinal);
        Assert.Null(threads.Open("good").Refusal);
        await RunAsync(threads.Open("good"), () => Task.FromResult(1)).WaitAsync(Patience);

        _release.Set();
        await Task.WhenAll(spinning).WaitAsync(Patience);
        await UntilAsync(() => threads.Stuck == 0);
        Assert.Empty(_problems.Reasons);
        Assert.Null(threads.Open("bad").Refusal);
        await starting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Type_ThatHoldsManyThreads_LeavesSomeToTheOthers()
    {
        var threads = Threads(count: 2, stuckAfterSeconds: 3600, maxStuck: 4);
        var blocked = Enumerable.Range(0, 100).Select(_ => RunAsync(threads.Open("bad"), Block)).ToList();
        await UntilAsync(() => threads.Busy == 4);

        await RunAsync(threads.Open("good"), () => Task.FromResult(1)).WaitAsync(Patience);

        await UntilAsync(() => threads.Busy == 4);
        Assert.Equal(96, threads.Queued);
        _release.Set();
        await Task.WhenAll(blocked).WaitAsync(Patience);
        await UntilAsync(() => threads is { Busy: 0, Queued: 0 });
    }

    [Fact]
    public async Task Attempt_ThatIsQueuedWhenItsTypeIsRefused_IsRefusedAsWell()
    {
        var threads = Threads(count: 1, stuckAfterSeconds: 0.5, maxStuck: 1);
        var spinning = RunAsync(threads.Open("bad"), Spin);
        var other = RunAsync(threads.Open("other"), Spin); // takes the place of the thread that is given up
        var queued = threads.Open("bad");
        var starting = RunAsync(queued, () => Task.FromResult(1));

        await queued.Refused.WhenCancelledAsync().WaitAsync(Patience);

        Assert.Equal("busy", queued.Refusal!.Code);
        _release.Set();
        await Task.WhenAll(spinning, other, starting).WaitAsync(Patience);
    }

    [Fact]
    public async Task Queue_ThatIsFull_TakesNoFurtherAttempt()
    {
        var threads = Threads(count: 1, maxQueued: 2, maxStuck: 1, stuckAfterSeconds: 3600);
        Task<int>[] all = [.. Enumerable.Range(0, 3).Select(_ => RunAsync(threads.Open("a"), Spin))];

        var refused = Assert.Throws<NodesBusyException>(() => threads.Open("a"));

        Assert.Equal("2 node attempts wait for a thread of this silo, as many as RayFlow:Nodes:Threads:MaxQueued lets wait.", refused.Message);
        _release.Set();
        await Task.WhenAll(all).WaitAsync(Patience);
        threads.Open("a");
    }

    [Theory]
    [InlineData(0, 1, 1, 1, "Count must be from 1 to 10,000.")]
    [InlineData(1, 0, 1, 1, "MaxQueued must be at least 1.")]
    [InlineData(1, 1, 0, 1, "StuckAfterSeconds must be from 0.1 to 86,400.")]
    [InlineData(1, 1, double.NaN, 1, "StuckAfterSeconds must be from 0.1 to 86,400.")]
    [InlineData(1, 1, 1, 0, "MaxStuck must be from 1 to 10,000.")]
    public void Options_OutOfRange_AreNamed(int count, int maxQueued, double stuckAfterSeconds, int maxStuck, string problem)
    {
        var options = new NodeThreadOptions { Count = count, MaxQueued = maxQueued, StuckAfterSeconds = stuckAfterSeconds, MaxStuck = maxStuck };

        Assert.Equal([$"RayFlow:Nodes:Threads:{problem}"], new NodeThreadOptionsValidator().Validate(null, options).Failures!);
    }

    public void Dispose()
    {
        _release.Set();
        _threads?.Dispose();
    }

    private NodeThreads Threads(int count, double stuckAfterSeconds = 60, int maxStuck = 10, int maxQueued = 1000) => _threads = new NodeThreads(
        Options.Create(new NodeThreadOptions { Count = count, StuckAfterSeconds = stuckAfterSeconds, MaxStuck = maxStuck, MaxQueued = maxQueued }),
        _problems,
        NullLogger<NodeThreads>.Instance);

    private static Task<T> RunAsync<T>(NodeLane lane, Func<Task<T>> code) =>
        Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.DenyChildAttach, lane).Unwrap();

    private Task<int> Block()
    {
        _release.Wait();
        return Task.FromResult(1);
    }

    private Task<int> Spin()
    {
        while (!_release.IsSet)
        {
            Thread.SpinWait(1000);
        }

        return Task.FromResult(1);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
