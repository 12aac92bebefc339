using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.TestingHost;

namespace Orleans.Tests.Reminders;

public sealed class MemoryReminderTests(MemoryReminderCluster cluster) : ReminderTests(() => cluster.Client, cluster.Time), IClassFixture<MemoryReminderCluster>;

public sealed class MemoryReminderCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public MemoryReminderCluster() => _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo
            .UseInMemoryReminderService()
            .ConfigureServices(services => services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Time)))
        .Build();

    public ManualTime Time { get; } = new();

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
