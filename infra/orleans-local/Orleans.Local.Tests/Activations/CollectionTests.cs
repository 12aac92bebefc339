using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Activations;

/// <summary>On the real clock, because Orleans' collector takes the age of grains from it; what stays is compared with what went.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromSeconds(0.5);
            options.CollectionAge = TimeSpan.FromSeconds(1);
        }))
        .Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task IdleGrain_IsDeactivatedAfterItsAge() => await OneHasGone();

    [Fact]
    public async Task GrainThatDelaysItsDeactivation_StaysForThatTime()
    {
        var key = SharedCluster.NewKey();
        var grain = _cluster.Client.GetGrain<IIdleGrain>(key);
        await grain.Stay(TimeSpan.FromHours(1));

        await OneHasGone();

        Assert.False(Gates.IsOpen($"{key}:{DeactivationReasonCode.ActivationIdle}"));
        Assert.Equal(2, await grain.Touch());
    }

    [Fact]
    public async Task GrainThatIsKeptAlive_IsNeverCollected()
    {
        var grain = _cluster.Client.GetGrain<IEverlastingGrain>(SharedCluster.NewKey());
        await grain.Touch();

        await OneHasGone();

        Assert.Equal(2, await grain.Touch());
    }

    /// <summary>A grain that was called after everything else was collected.</summary>
    private async Task OneHasGone()
    {
        var key = SharedCluster.NewKey();
        await _cluster.Client.GetGrain<IIdleGrain>(key).Touch();
        await Gates.Reached($"{key}:{DeactivationReasonCode.ActivationIdle}");
    }
}

public interface IIdleGrain : IGrainWithStringKey
{
    Task<int> Touch();

    Task Stay(TimeSpan time);
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    private int _touched;

    public Task<int> Touch() => Task.FromResult(++_touched);

    public Task Stay(TimeSpan time)
    {
        _touched++;
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Gates.Open($"{this.GetPrimaryKeyString()}:{reason.ReasonCode}");
        return Task.CompletedTask;
    }
}

public interface IEverlastingGrain : IGrainWithStringKey
{
    Task<int> Touch();
}

[KeepAlive]
public sealed class EverlastingGrain : Grain, IEverlastingGrain
{
    private int _touched;

    public Task<int> Touch() => Task.FromResult(++_touched);
}
