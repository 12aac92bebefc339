using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests;

/// <summary>One silo with memory storage, for tests that need nothing else.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault())
        .Build();

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>A key that no other test uses.</summary>
    public static string NewKey() => Guid.NewGuid().ToString();
}
