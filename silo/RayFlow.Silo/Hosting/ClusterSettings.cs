using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;
using RayFlow.Hosting;

namespace RayFlow.Silo.Hosting;

/// <summary>Whether this silo is alone. Section <c>RayFlow:Cluster</c> of the configuration.</summary>
public sealed class ClusterSettings
{
    /// <summary>The mode of silos that find each other in the database.</summary>
    internal const string Postgres = "postgres";

    /// <summary><c>single</c> (default): one silo on this machine. <c>postgres</c>: silos find each other in the database.</summary>
    public string Mode { get; set; } = "single";

    /// <summary>The cluster's name; silos of other names are not joined, nor those of other databases, whose id is added to it. Default <c>rayflow</c>.</summary>
    public string ClusterId { get; set; } = ClusterIdentity.DefaultName;

    /// <summary>The port for other silos; default 0: a free one for a single silo, 11111 in a cluster.</summary>
    public int SiloPort { get; set; }

    /// <summary>The port for gateways; default 0: a free one for a single silo, 30000 in a cluster.</summary>
    public int GatewayPort { get; set; }

    /// <summary>
    /// Where other silos and gateways reach this one: an IP address or a host name of this machine; default 127.0.0.1, so that only silos of the
    /// same machine are found. Whoever reaches the two ports has the cluster's rights: they belong into a network of their own.
    /// </summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// Seconds that a silo may take to tell another one that it lives, and between two such questions, at most; default 2. Both follow what is
    /// measured, down to half of it. A silo that misses three questions is dead to the others, and ends: less finds the dead sooner, but a
    /// machine that stands still for three times as long loses its silo. More than 2 breaks the promise that runs go on within ten seconds.
    /// </summary>
    public double ProbeSeconds { get; set; } = 2;

    /// <summary>Whether there may be other silos.</summary>
    public bool IsClustered => string.Equals(Mode, Postgres, StringComparison.OrdinalIgnoreCase);

    /// <summary>Configures a silo accordingly.</summary>
    public void Apply(ISiloBuilder silo, string clusterId, string connectionString)
    {
        if (!IsClustered)
        {
            silo.UseLocalhostClustering(
                SiloPort == 0 ? FreePort() : SiloPort,
                GatewayPort == 0 ? FreePort() : GatewayPort,
                primarySiloEndpoint: null,
                serviceId: "rayflow",
                clusterId: clusterId);
            return;
        }

        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = "rayflow";
            options.ClusterId = clusterId;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = Resolve(Address);
            options.SiloPort = SiloPort == 0 ? EndpointOptions.DEFAULT_SILO_PORT : SiloPort;
            options.GatewayPort = GatewayPort == 0 ? EndpointOptions.DEFAULT_GATEWAY_PORT : GatewayPort;
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A silo that was killed is found between the third and the fourth question that it does not answer: after 6 to 8 seconds of the 10
            // that there are, after 3 to 4 where answers come at once. Orleans would stretch the questions to four times as much on a busy machine,
            // and no run could go on in time; a silo from which anything else was heard within three questions is spared without that.
            options.ProbeTimeout = TimeSpan.FromSeconds(ProbeSeconds);
            options.MaxProbeTimeout = options.ProbeTimeout;
            options.NumMissedProbesLimit = 3;

            // Of two silos one is enough, which Orleans knows; of more, two must agree, so that one with a broken network cannot end the others.
            options.NumVotesForDeathDeclaration = 2;

            // A silo that starts when all others were killed waits until their entries are stale: three of these.
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);

            // A silo that missed the gossip of a death learns of it from the table. One small query.
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });
        // The default directory lets go of activations on all silos when one leaves that knew where they are; this one hands over what it knows.
#pragma warning disable ORLEANSEXP003 // It is experimental in name; the other one made effects again on silos that nobody touched.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        // By default it lets nobody take over a dead silo's grains for half a minute, so that none has two activations. Ours may: the journal is fenced.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = connectionString;
        });
    }

    private static IPAddress Resolve(string address)
    {
        try
        {
            // An address of the form that it resolves to names itself; of several, silos of version 4 and 6 must agree on one.
            return IPAddress.TryParse(address, out var given) ? given : Dns.GetHostAddresses(address, AddressFamily.InterNetwork)[0];
        }
        catch (Exception failure) when (failure is SocketException or IndexOutOfRangeException)
        {
            throw new CommandLineException($"RayFlow:Cluster:Address '{address}' is no address of this machine: {failure.Message} Give an IP address or a host name.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
