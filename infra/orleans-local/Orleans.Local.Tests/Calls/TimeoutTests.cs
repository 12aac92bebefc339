
namespace Orleans.Tests.Calls;

public sealed class TimeoutTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Call_BeyondItsResponseTimeout_ThrowsTimeoutException()
    {
        var gate = SharedCluster.NewKey();
        var grain = cluster.Client.GetGrain<IWaitingGrain>(gate);

        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitBriefly(gate));

        Gates.Open(gate);
        await grain.Ping();
    }

    [Fact]
    public async Task CallCycle_OnANonReentrantGrain_EndsWithTimeoutException()
    {
        var first = cluster.Client.GetGrain<IWaitingGrain>(SharedCluster.NewKey());
        var second = cluster.Client.GetGrain<IWaitingGrain>(SharedCluster.NewKey());

        await Assert.ThrowsAsync<TimeoutException>(() => first.CallBack(second));
    }

    [Fact]
    public async Task CallCycle_WithCallChainReentrancy_Completes()
    {
        var first = cluster.Client.GetGrain<IWaitingGrain>(SharedCluster.NewKey());
        var second = cluster.Client.GetGrain<IWaitingGrain>(SharedCluster.NewKey());

        await first.CallThroughAllowingReentrancy(second, first);
    }

    [Fact]
    public async Task OneWayCall_Returns_WithoutWaitingAndWithoutTheFailure()
    {
        var gate = SharedCluster.NewKey();
        var grain = cluster.Client.GetGrain<IWaitingGrain>(gate);

        await grain.SignalAndFail(gate);

        await Gates.Reached(gate);
    }
}
