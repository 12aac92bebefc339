using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Activations;

public sealed class CollectionTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly InProcessTestCluster _cluster;

    public CollectionTests() => _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromSeconds(10);
                options.CollectionAge = TimeSpan.FromMinutes(2);
            })
            .ConfigureServices(services => services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.ActivationManagement, _time)))
        .Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task IdleGrain_IsDeactivatedAfterItsAge()
    {
        var key = SharedCluster.NewKey();
        await _cluster.Client.GetGrain<IIdleGrain>(key).Touch();

        await Idle(TimeSpan.FromMinutes(4));

        await Gates.Reached($"{key}:{DeactivationReasonCode.ActivationIdle}");
    }

    [Fact]
    public async Task GrainThatDelaysItsDeactivation_StaysForThatTime()
    {
        var key = SharedCluster.NewKey();
        var grain = _cluster.Client.GetGrain<IIdleGrain>(key);
        await grain.Stay(TimeSpan.FromHours(1));

        await Idle(TimeSpan.FromMinutes(4));

        Assert.False(Gates.IsOpen($"{key}:{DeactivationReasonCode.ActivationIdle}"));
        Assert.Equal(2, await grain.Touch());
    }

    [Fact]
    public async Task GrainThatIsKeptAlive_IsNeverCollected()
    {
        var grain = _cluster.Client.GetGrain<IEverlastingGrain>(SharedCluster.NewKey());
        await grain.Touch();

        await Idle(TimeSpan.FromHours(3));

        Assert.Equal(2, await grain.Touch());
    }

    // Step by step, because collection happens on a timer of the quantum.
    private async Task Idle(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
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
