using System.Net;
using Orleans.Configuration;

namespace Orleans.Runtime;

internal sealed class SiloDetails : ILocalSiloDetails
{
    public SiloDetails(SiloOptions silo, ClusterOptions cluster, EndpointOptions endpoints)
    {
        Name = silo.SiloName;
        ClusterId = cluster.ClusterId;
        var generation = SiloAddress.AllocateNewGeneration();
        SiloAddress = SiloAddress.New(endpoints.AdvertisedIPAddress, endpoints.SiloPort, generation);
        GatewayAddress = SiloAddress.New(endpoints.AdvertisedIPAddress, endpoints.GatewayPort, generation);
    }

    public string Name { get; }

    public string ClusterId { get; }

    public string DnsHostName { get; } = Dns.GetHostName();

    public SiloAddress SiloAddress { get; }

    public SiloAddress GatewayAddress { get; }
}
