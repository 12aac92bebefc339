using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Reminders;

public sealed class MemoryReminderTests(MemoryReminderCluster cluster) : ReminderTests(() => cluster.Client), IClassFixture<MemoryReminderCluster>;

public sealed class MemoryReminderCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo.UseInMemoryReminderService())
        .Build();

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
