
namespace Orleans.Tests.Calls;

public sealed class CancellationTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task CancelledToken_BeforeTheCall_RefusesIt()
    {
        var grain = cluster.Client.GetGrain<IWaitingGrain>(SharedCluster.NewKey());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await grain.IsCancelled(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task CancelledToken_DuringTheCall_IsSeenByTheGrainAndEndsTheCallersWait()
    {
        var started = SharedCluster.NewKey();
        var seen = SharedCluster.NewKey();
        var grain = cluster.Client.GetGrain<IWaitingGrain>(started);
        using var source = new CancellationTokenSource();

        var call = grain.WaitForCancellation(started, seen, source.Token);
        await Gates.Reached(started);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Gates.Reached(seen);
        Assert.False(await grain.IsCancelled(CancellationToken.None));
    }
}
