using System.Collections.ObjectModel;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A cluster for tests.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private const int FirstSiloPort = 11111;
    private const int FirstGatewayPort = 30000;

    private readonly List<InProcessSiloHandle> _silos = [];
    private IHost? _client;
    private int _started;

    internal InProcessTestCluster(InProcessTestClusterOptions options) => Options = options;

    /// <summary>The options.</summary>
    public InProcessTestClusterOptions Options { get; }

    /// <summary>The client.</summary>
    public IClusterClient Client => (_client ?? throw new InvalidOperationException("The client is not initialized.")).Services.GetRequiredService<IClusterClient>();

    /// <summary>The silos, stopped ones included.</summary>
    public ReadOnlyCollection<InProcessSiloHandle> Silos => _silos.AsReadOnly();

    /// <summary>Starts the silos and the client.</summary>
    public async Task DeployAsync()
    {
        await StartSilosAsync(Options.InitialSilosCount);
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync();
        }
    }

    /// <summary>Starts the client.</summary>
    public async Task InitializeClientAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.Configure<ClusterMembership>(Join).Configure<ClusterOptions>(Name));
        Options.ClientHostConfigurationDelegates.ForEach(configure => configure(builder));
        _client = builder.Build();
        await _client.StartAsync();
    }

    /// <summary>Starts one more silo.</summary>
    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync() => (await StartSilosAsync(1))[0];

    /// <summary>Starts more silos.</summary>
    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart)
    {
        List<InProcessSiloHandle> started = [];
        for (var count = 0; count < silosToStart; count++)
        {
            started.Add(await StartAsync(_started++));
        }

        _silos.AddRange(started);
        return started;
    }

    /// <summary>The silos that run.</summary>
    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => _silos.Where(silo => silo.IsActive);

    /// <summary>The silo with an address.</summary>
    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => _silos.Find(silo => silo.SiloAddress.Equals(siloAddress));

    /// <summary>The services of a silo; of the first if none is given.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => silo is null
        ? _silos[0].ServiceProvider
        : (GetSiloForAddress(silo) ?? throw new ArgumentException($"The test cluster does not contain a silo with address {silo}.", nameof(silo))).ServiceProvider;

    /// <summary>Stops a silo.</summary>
    public Task StopSiloAsync(InProcessSiloHandle instance) => StopAsync(instance, gracefully: true);

    /// <summary>Ends a silo as if its process had died.</summary>
    public Task KillSiloAsync(InProcessSiloHandle instance) => StopAsync(instance, gracefully: false);

    /// <summary>Stops a silo and starts one in its place.</summary>
    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        await StopSiloAsync(instance);
        var restarted = await StartAsync(instance.InstanceNumber);
        _silos.Add(restarted);
        return restarted;
    }

    /// <summary>Ends the client's connection.</summary>
    public async Task StopClusterClientAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.StopAsync();
            await ((IAsyncDisposable)client).DisposeAsync();
        }
    }

    /// <summary>Stops the silos.</summary>
    public async Task StopSilosAsync()
    {
        foreach (var silo in _silos.ToArray())
        {
            await StopSiloAsync(silo);
        }
    }

    /// <summary>Stops client and silos.</summary>
    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        await StopSilosAsync();
    }

    /// <summary>Stops client and silos.</summary>
    public void StopAllSilos() => StopAllSilosAsync().GetAwaiter().GetResult();

    /// <summary>Returns when all silos know of each other, which they do at once here.</summary>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<InProcessSiloHandle> StartAsync(int number)
    {
        var specific = new InProcessTestSiloSpecificOptions
        {
            SiloName = number == 0 ? "Primary" : string.Create(CultureInfo.InvariantCulture, $"Secondary_{number}"),
            SiloPort = FirstSiloPort + number,
            GatewayPort = FirstGatewayPort + number,
        };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo
            .Configure<ClusterMembership>(Join)
            .Configure<ClusterOptions>(Name)
            .Configure<SiloOptions>(options => options.SiloName = specific.SiloName)
            .Configure<EndpointOptions>(options => (options.SiloPort, options.GatewayPort) = (specific.SiloPort, specific.GatewayPort)));
        Options.SiloHostConfigurationDelegates.ForEach(configure => configure(specific, builder));
        var host = builder.Build();
        await host.StartAsync();
        var details = host.Services.GetRequiredService<ILocalSiloDetails>();
        return new InProcessSiloHandle
        {
            SiloHost = host,
            Name = details.Name,
            InstanceNumber = (short)number,
            SiloAddress = details.SiloAddress,
            GatewayAddress = details.GatewayAddress,
        };
    }

    private async Task StopAsync(InProcessSiloHandle silo, bool gracefully)
    {
        await silo.StopSiloAsync(gracefully);
        await silo.DisposeAsync();
        _silos.Remove(silo);
    }

    private void Join(ClusterMembership membership) => membership.Store = $"test:{Options.ClusterId}";

    private void Name(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (Options.ClusterId, Options.ServiceId);
}
