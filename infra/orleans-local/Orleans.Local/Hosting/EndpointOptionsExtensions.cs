using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Configures the addresses that a silo shows.</summary>
public static class EndpointOptionsExtensions
{
    /// <summary>With an address.</summary>
    public static ISiloBuilder ConfigureEndpoints(this ISiloBuilder builder, IPAddress advertisedIP, int siloPort, int gatewayPort, bool listenOnAnyHostAddress = false) => builder.Configure<EndpointOptions>(options =>
    {
        options.AdvertisedIPAddress = advertisedIP;
        options.SiloPort = siloPort;
        options.GatewayPort = gatewayPort;
    });

    /// <summary>With the loopback address, since the local runtime opens no socket.</summary>
    public static ISiloBuilder ConfigureEndpoints(this ISiloBuilder builder, int siloPort, int gatewayPort, AddressFamily addressFamily = AddressFamily.InterNetwork, bool listenOnAnyHostAddress = false) =>
        builder.ConfigureEndpoints(addressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, siloPort, gatewayPort, listenOnAnyHostAddress);
}
