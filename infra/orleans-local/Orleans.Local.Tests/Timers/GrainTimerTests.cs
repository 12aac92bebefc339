
namespace Orleans.Tests.Timers;

public sealed class GrainTimerTests(ManualClockCluster cluster) : IClassFixture<ManualClockCluster>
{
    private readonly string _key = SharedCluster.NewKey();

    [Fact]
    public async Task Timer_TicksAtItsDueTimeAndThenByItsPeriod()
    {
        var grain = cluster.Client.GetGrain<ITickingGrain>(_key);
        await grain.Start(Seconds(10), Seconds(3));

        cluster.Time.Advance(Seconds(9));
        Assert.Equal(0, await grain.Ticks());

        cluster.Time.Advance(Seconds(1));
        await Gates.Reached($"{_key}/1");
        await cluster.Time.UntilDueIn(Seconds(3));
        cluster.Time.Advance(Seconds(3));
        await Gates.Reached($"{_key}/2");
    }

    [Fact]
    public async Task Timer_Disposed_TicksNoMore()
    {
        var grain = cluster.Client.GetGrain<ITickingGrain>(_key);
        await grain.Start(Seconds(10), Seconds(10));

        await grain.Stop();
        cluster.Time.Advance(Seconds(20));

        Assert.Equal(0, await grain.Ticks());
    }

    [Fact]
    public async Task Timer_WhoseTickFails_GoesOn()
    {
        var grain = cluster.Client.GetGrain<ITickingGrain>(_key);
        await grain.StartFailing(Seconds(7));

        cluster.Time.Advance(Seconds(7));
        await Gates.Reached($"{_key}/1");
        await cluster.Time.UntilDueIn(Seconds(7));
        cluster.Time.Advance(Seconds(7));

        await Gates.Reached($"{_key}/2");
    }

    [Fact]
    public async Task Tick_ThatDoesNotInterleave_HoldsUpCalls()
    {
        var grain = cluster.Client.GetGrain<ITickingGrain>(_key);
        await grain.StartHolding(Seconds(5), _key, interleave: false);
        cluster.Time.Advance(Seconds(5));
        await Gates.Reached($"{_key}/1");

        var call = grain.Ticks();

        // A later call of another grain is answered; this one still waits.
        await cluster.Client.GetGrain<ITickingGrain>(SharedCluster.NewKey()).Ticks();
        Assert.False(call.IsCompleted);
        Gates.Open(_key);
        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task Tick_ThatInterleaves_DoesNotHoldUpCalls()
    {
        var grain = cluster.Client.GetGrain<ITickingGrain>(_key);
        await grain.StartHolding(Seconds(5), _key, interleave: true);
        cluster.Time.Advance(Seconds(5));
        await Gates.Reached($"{_key}/1");

        Assert.Equal(1, await grain.Ticks());
        Gates.Open(_key);
    }

    [Fact]
    public async Task Timer_OutsideOfATurn_IsRefused() =>
        Assert.True(await cluster.Client.GetGrain<ITickingGrain>(_key).RefusesTimerOutsideOfATurn());

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
