using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace Orleans.Tests;

/// <summary>One silo with memory storage, for tests that need nothing else.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public SharedCluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault());
        _cluster = builder.Build();
    }

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
