using Orleans.Hosting;
using Orleans.Placement;
using Orleans.TestingHost;

namespace Orleans.Tests.Hosting;

public sealed class SeveralSilosTests : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(2)
        .ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault())
        .Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_AreSpreadOverTheSilos_AndEachIsOnOne()
    {
        var keys = Enumerable.Range(0, 50).Select(_ => SharedCluster.NewKey()).ToArray();

        var first = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IPlacedGrain>(key).Where()));
        var again = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IPlacedGrain>(key).Where()));

        Assert.Equal(2, first.Distinct().Count());
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task GrainThatPrefersItsCaller_IsPlacedOnItsSilo()
    {
        for (var count = 0; count < 20; count++)
        {
            var (caller, callee) = await _cluster.Client.GetGrain<IPlacedGrain>(SharedCluster.NewKey()).WhereIsANeighbour(SharedCluster.NewKey());
            Assert.Equal(caller, callee);
        }
    }

    [Fact]
    public async Task StoppedSilo_LeavesItsGrainsToTheOthers()
    {
        var keys = Enumerable.Range(0, 20).Select(_ => SharedCluster.NewKey()).ToArray();
        await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IPlacedGrain>(key).Where()));
        var stopped = _cluster.Silos[1];

        await _cluster.StopSiloAsync(stopped);

        var silos = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IPlacedGrain>(key).Where()));
        Assert.All(silos, silo => Assert.Equal(_cluster.Silos[0].SiloAddress, silo));
    }

    [Fact]
    public async Task KilledSilo_TakesItsGrainsWithIt_AndTheyGoOnElsewhere()
    {
        var grain = await GrainOn(_cluster.Silos[1].SiloAddress);

        await _cluster.KillSiloAsync(_cluster.Silos[1]);
        await _cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        Assert.Equal(_cluster.Silos[0].SiloAddress, await grain.Where());
    }

    [Fact]
    public async Task Call_ThatWaitsForAKilledSilo_Fails()
    {
        var gate = SharedCluster.NewKey();
        var grain = await GrainOn(_cluster.Silos[1].SiloAddress);
        var caller = await GrainOn(_cluster.Silos[0].SiloAddress);
        var call = caller.WaitFor(grain, gate);
        await Gates.Reached(gate);

        await _cluster.KillSiloAsync(_cluster.Silos[1]);

        // A silo knows where its calls are; a client outside knows its gateway only, and waits for its timeout.
        Assert.Equal(nameof(SiloUnavailableException), await call);
    }

    private async Task<IPlacedGrain> GrainOn(SiloAddress silo)
    {
        while (true)
        {
            var grain = _cluster.Client.GetGrain<IPlacedGrain>(SharedCluster.NewKey());
            if ((await grain.Where()).Equals(silo))
            {
                return grain;
            }
        }
    }
}

public interface IPlacedGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();

    /// <summary>Opens the gate and never ends.</summary>
    Task Wait(string gate);

    /// <summary>Calls <see cref="Wait"/> of another grain and answers with the exception that ends it.</summary>
    Task<string> WaitFor(IPlacedGrain other, string gate);

    Task<(SiloAddress Own, SiloAddress Neighbour)> WhereIsANeighbour(string key);
}

[RandomPlacement]
public sealed class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public Task Wait(string gate)
    {
        Gates.Open(gate);
        return Gates.Passed(gate + " never");
    }

    public async Task<string> WaitFor(IPlacedGrain other, string gate) =>
        (await Assert.ThrowsAnyAsync<Exception>(() => other.Wait(gate))).GetType().Name;

    public async Task<(SiloAddress Own, SiloAddress Neighbour)> WhereIsANeighbour(string key) =>
        (silo.SiloAddress, await GrainFactory.GetGrain<INeighbourGrain>(key).Where());
}

public interface INeighbourGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();
}

[PreferLocalPlacement]
public sealed class NeighbourGrain(ILocalSiloDetails silo) : Grain, INeighbourGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
