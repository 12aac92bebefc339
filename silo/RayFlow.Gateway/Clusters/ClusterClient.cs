using Orleans.Configuration;
using Orleans.Hosting;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Gateway.Clusters;

/// <summary>One Orleans client, from its first connection to its end.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private readonly ServiceProvider _services;
    private readonly IClusterClient _client;

    private ClusterClient(ServiceProvider services) => (_services, _client) = (services, services.GetRequiredService<IClusterClient>());

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => _client;

    /// <summary>Makes a client, and connects until a silo takes it.</summary>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="connectionString">The database that knows its silos.</param>
    /// <param name="losses">Told of connections that end.</param>
    /// <param name="link">Told why there is none yet.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterClient> ConnectAsync(
        string clusterId, string connectionString, LostSilos losses, ClusterLink link, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddSingleton(losses);
        services.AddSingleton(link);
        services.AddSingleton<IClientConnectionRetryFilter, ConnectionPatience>();
        services.CarryRayFlowExceptions();
        services.AddOrleansClient(client => Configure(client, clusterId, connectionString, losses));
        var made = new ClusterClient(services.BuildServiceProvider());
        try
        {
            await ((IHostedService)made._client).StartAsync(cancellationToken);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await ((IHostedService)_client).StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A silo that does not take leave of us needs none.
        }

        await _services.DisposeAsync();
    }

    private static void Configure(IClientBuilder client, string clusterId, string connectionString, LostSilos losses)
    {
        client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("rayflow", clusterId));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(10));
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
        client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString));
        client.AddActivityPropagation();
        client.AddOutgoingGrainCallFilter<LostCalls>();
        client.AddGatewayCountChangedHandler((_, change) =>
        {
            if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
            {
                losses.Announce();
            }
        });
    }
}
