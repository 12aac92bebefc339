using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;

namespace RayFlow.Silo.Hosting;

/// <summary>Whether this silo is alone. Section <c>RayFlow:Cluster</c> of the configuration.</summary>
public sealed class ClusterSettings
{
    /// <summary><c>single</c> (default): one silo on this machine. <c>postgres</c>: silos find each other in the database.</summary>
    public string Mode { get; set; } = "single";

    /// <summary>The cluster's name; silos of other names are not joined. Default <c>rayflow</c>.</summary>
    public string ClusterId { get; set; } = "rayflow";

    /// <summary>The port for other silos; default 0: a free one for a single silo, 11111 in a cluster.</summary>
    public int SiloPort { get; set; }

    /// <summary>The port for gateways; default 0: a free one for a single silo, 30000 in a cluster.</summary>
    public int GatewayPort { get; set; }

    /// <summary>Whether there may be other silos.</summary>
    public bool IsClustered => string.Equals(Mode, "postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>Configures a silo accordingly.</summary>
    public void Apply(ISiloBuilder silo, string connectionString)
    {
        if (!IsClustered)
        {
            silo.UseLocalhostClustering(
                SiloPort == 0 ? FreePort() : SiloPort,
                GatewayPort == 0 ? FreePort() : GatewayPort,
                primarySiloEndpoint: null,
                serviceId: "rayflow",
                clusterId: ClusterId);
            return;
        }

        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = "rayflow";
            options.ClusterId = ClusterId;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.SiloPort = SiloPort == 0 ? EndpointOptions.DEFAULT_SILO_PORT : SiloPort;
            options.GatewayPort = GatewayPort == 0 ? EndpointOptions.DEFAULT_GATEWAY_PORT : GatewayPort;
        });
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = connectionString;
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
