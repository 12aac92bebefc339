using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Configures a client.</summary>
public static class ClientBuilderExtensions
{
    /// <summary>Adds services.</summary>
    public static IClientBuilder ConfigureServices(this IClientBuilder builder, Action<IServiceCollection> configureDelegate)
    {
        configureDelegate(builder.Services);
        return builder;
    }

    /// <summary>Sets options.</summary>
    public static IClientBuilder Configure<TOptions>(this IClientBuilder builder, Action<TOptions> configureOptions)
        where TOptions : class => builder.ConfigureServices(services => services.Configure(configureOptions));

    /// <summary>Binds options.</summary>
    public static IClientBuilder Configure<TOptions>(this IClientBuilder builder, IConfiguration configuration)
        where TOptions : class => builder.ConfigureServices(services => services.Configure<TOptions>(configuration));

    /// <summary>Calls carry the current activity.</summary>
    public static IClientBuilder AddActivityPropagation(this IClientBuilder builder) => builder.ConfigureServices(services => services.Configure<ActivityPropagation>(propagation => propagation.Enabled = true));

    /// <summary>Connects to a silo of this process that uses localhost clustering with the given gateway port.</summary>
    public static IClientBuilder UseLocalhostClustering(this IClientBuilder builder, int gatewayPort = 30000, string serviceId = "dev", string clusterId = "dev") => builder
        .Configure<ClusterMembership>(membership => membership.Store = ClusterMembership.Localhost(gatewayPort))
        .ConfigureServices(services =>
        {
            if (serviceId != ClusterMembership.DevelopmentId || clusterId != ClusterMembership.DevelopmentId)
            {
                services.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (serviceId, clusterId));
            }
        });
}
