
namespace Orleans.Tests.Concurrency;

public sealed class StatelessWorkerTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Calls_OfAStatelessWorker_AreSharedByAtMostItsLimitOfActivations()
    {
        var gate = SharedCluster.NewKey();
        var entered = Enumerable.Range(0, 5).Select(_ => SharedCluster.NewKey()).ToArray();
        var grain = cluster.Client.GetGrain<IWorkerGrain>(0);

        var calls = entered.Select(name => grain.Work(name, gate)).ToArray();
        await Task.WhenAny(entered.Select(Gates.Reached));
        Gates.Open(gate);
        var instances = await Task.WhenAll(calls);

        Assert.Equal(2, instances.Distinct().Count());
    }
}
