using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Configures the basics of a silo.</summary>
public static class CoreHostingExtensions
{
    /// <summary>Calls carry the current activity.</summary>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder) => builder.Configure<ActivityPropagation>(propagation => propagation.Enabled = true);

    /// <summary>A cluster on this machine; with the local runtime, in this process.</summary>
    public static ISiloBuilder UseLocalhostClustering(this ISiloBuilder builder, int siloPort = EndpointOptions.DEFAULT_SILO_PORT, int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT, IPEndPoint? primarySiloEndpoint = null, string serviceId = "dev", string clusterId = "dev") => builder
        .Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = IPAddress.Loopback;
            options.SiloPort = siloPort;
            options.GatewayPort = gatewayPort;
        })
        .Configure<ClusterMembership>(membership => membership.Store = ClusterMembership.Localhost(gatewayPort))
        .ConfigureServices(services =>
        {
            // Names that the configuration gives win over the defaults of this method.
            if (serviceId != "dev" || clusterId != "dev")
            {
                services.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (serviceId, clusterId));
            }
        });
}
