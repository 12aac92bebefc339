using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Accepts ADO.NET clustering. Hosts of one process that name the same database form a cluster; other processes are not reached.</summary>
public static class AdoNetHostingExtensions
{
    /// <summary>Silos of this process with the same database belong together.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions) =>
        builder.UseAdoNetClustering(options => options.Configure(configureOptions));

    /// <summary>Silos of this process with the same database belong together.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetClusteringSiloOptions>> configureOptions) => builder.ConfigureServices(services =>
    {
        configureOptions(services.AddOptions<AdoNetClusteringSiloOptions>());
        services.AddOptions<ClusterMembership>().Configure<IOptions<AdoNetClusteringSiloOptions>>(static (membership, options) =>
            membership.Store = StoreOf(options.Value.DataSource?.ConnectionString ?? options.Value.ConnectionString));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Notice>();
    });

    /// <summary>Finds the silos of this process with the same database.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions) =>
        builder.UseAdoNetClustering(options => options.Configure(configureOptions));

    /// <summary>Finds the silos of this process with the same database.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<OptionsBuilder<AdoNetClusteringClientOptions>> configureOptions) => builder.ConfigureServices(services =>
    {
        configureOptions(services.AddOptions<AdoNetClusteringClientOptions>());
        services.AddOptions<ClusterMembership>().Configure<IOptions<AdoNetClusteringClientOptions>>(static (membership, options) =>
            membership.Store = StoreOf(options.Value.DataSource?.ConnectionString ?? options.Value.ConnectionString));
    });

    private static string StoreOf(string? connectionString) => $"adonet:{connectionString}";

    private sealed class Notice(ILogger<Silo> logger) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(Notice), ServiceLifecycleStage.RuntimeInitialize, _ =>
        {
            Log.ClusteringIgnored(logger, "ADO.NET");
            return Task.CompletedTask;
        });
    }
}
