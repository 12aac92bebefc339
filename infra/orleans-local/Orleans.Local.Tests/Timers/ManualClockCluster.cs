using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Timers;

/// <summary>One silo whose grains live by a clock that the test moves.</summary>
public sealed class ManualClockCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public ManualClockCluster() => _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo.ConfigureServices(services => services
            .AddSingleton<TimeProvider>(Time)
            .UseTimeProviderForBackgroundAreas(TimeProvider.System)))
        .Build();

    public ManualTime Time { get; } = new();

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
