
namespace Orleans.Tests.Concurrency;

public sealed class TurnTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    private readonly string _first = SharedCluster.NewKey();
    private readonly string _second = SharedCluster.NewKey();
    private readonly string _gate = SharedCluster.NewKey();

    [Fact]
    public async Task Call_WhileAnotherRuns_WaitsForItsEnd()
    {
        var grain = cluster.Client.GetGrain<ITurnGrain>(_gate, typeof(TurnGrain).FullName);

        var first = grain.Enter(_first, _gate);
        await Gates.Reached(_first); // calls that are sent at once may come in any order
        var second = grain.Enter(_second, _gate);

        // The next call reaches the grain after the second one did, so that had its chance.
        Assert.Equal(1, await grain.Interleave());
        Assert.False(Gates.IsOpen(_second));
        Gates.Open(_gate);
        Assert.Equal(1, await first);
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task ReadOnlyCalls_InterleaveWithEachOther()
    {
        var grain = cluster.Client.GetGrain<ITurnGrain>(_gate, typeof(TurnGrain).FullName);

        var first = grain.Read(_first, _gate);
        var second = grain.Read(_second, _gate);
        await Gates.Reached(_first);
        await Gates.Reached(_second);

        Assert.Equal(2, await grain.Interleave());
        Gates.Open(_gate);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task ReadOnlyCall_WhileAWriteRuns_WaitsForItsEnd()
    {
        var grain = cluster.Client.GetGrain<ITurnGrain>(_gate, typeof(TurnGrain).FullName);

        var write = grain.Enter(_first, _gate);
        await Gates.Reached(_first);
        var read = grain.Read(_second, _gate);

        Assert.Equal(1, await grain.Interleave());
        Assert.False(Gates.IsOpen(_second));
        Gates.Open(_gate);
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task Calls_OfAReentrantGrain_Interleave()
    {
        var grain = cluster.Client.GetGrain<IReentrantTurnGrain>(_gate);

        var first = grain.Enter(_first, _gate);
        var second = grain.Enter(_second, _gate);

        await Gates.Reached(_first);
        await Gates.Reached(_second);
        Gates.Open(_gate);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Calls_ThatThePredicateAllows_Interleave()
    {
        var grain = cluster.Client.GetGrain<IPredicateTurnGrain>(_gate);

        var first = grain.Enter(_first, _gate);
        await Gates.Reached(_first);
        var waiting = grain.Enter(_second, _gate);
        var urgent = grain.Enter("urgent" + _gate, _gate);

        await Gates.Reached("urgent" + _gate);
        Assert.False(Gates.IsOpen(_second));
        Gates.Open(_gate);
        await Task.WhenAll(first, waiting, urgent);
    }

    [Fact]
    public async Task Continuation_OfAnAwait_StaysOnTheGrainsScheduler()
    {
        var grain = cluster.Client.GetGrain<ITurnGrain>(_gate, typeof(TurnGrain).FullName);

        Assert.True(await grain.StaysOnItsScheduler());
        Assert.True(await grain.LeavesItInTaskRun());
    }

    [Fact]
    public async Task Turns_OfAReentrantGrain_NeverRunAtTheSameTime()
    {
        var grain = cluster.Client.GetGrain<IReentrantTurnGrain>(_gate);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.CountUnguarded(100)));

        Assert.Equal(2000, await grain.CountUnguarded(0));
    }
}
