using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Tests.Persistence;

public sealed class ProviderTests
{
    [Fact]
    public async Task ProviderThatTakesPartInTheLifecycle_IsStartedBeforeGrainsAre()
    {
        var provider = new RecordingStorage();
        await using var cluster = new InProcessTestClusterBuilder(1)
            .ConfigureSilo((_, silo) => silo.ConfigureServices(services => services.AddGrainStorage("Default", (_, _) => provider)))
            .Build();

        await cluster.DeployAsync();
        await cluster.Client.GetGrain<IAccountGrain>("provider").Deposit(1);
        await cluster.StopAllSilosAsync();

        Assert.Equal(["start", "read account", "read other", "write account", "stop"], provider.Events.OrderBy(Order));
        static int Order(string text) => text switch { "start" => 0, "read account" => 1, "read other" => 2, "write account" => 3, _ => 4 };
    }

    [Fact]
    public async Task Provider_ThatIsMissing_FailsTheGrainsCalls()
    {
        await using var cluster = new InProcessTestClusterBuilder(1).Build();
        await cluster.DeployAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Client.GetGrain<IAccountGrain>("missing").Balance());
        Assert.IsType<BadProviderConfigException>(refused.GetBaseException());
    }

    private sealed class RecordingStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
    {
        public ConcurrentQueue<string> Events { get; } = [];

        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(RecordingStorage), ServiceLifecycleStage.ApplicationServices, _ => Record("start"), _ => Record("stop"));

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Record($"read {stateName}");

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Record($"write {stateName}");

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Record($"clear {stateName}");

        private Task Record(string text)
        {
            Events.Enqueue(text);
            return Task.CompletedTask;
        }
    }
}
