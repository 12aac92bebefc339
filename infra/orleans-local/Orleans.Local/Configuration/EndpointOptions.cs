using System.Net;

namespace Orleans.Configuration;

/// <summary>Where a silo would listen. The local runtime shows these addresses and opens no socket.</summary>
public class EndpointOptions
{
    /// <summary>The usual port of silos.</summary>
    public const int DEFAULT_SILO_PORT = 11111;

    /// <summary>The usual port of gateways.</summary>
    public const int DEFAULT_GATEWAY_PORT = 30000;

    /// <summary>The address that other silos are told.</summary>
    public IPAddress AdvertisedIPAddress { get; set; } = IPAddress.Loopback;

    /// <summary>The port that other silos are told.</summary>
    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    /// <summary>The port that clients are told; 0 for none.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;

    /// <summary>Where to listen for silos, if not on the advertised address.</summary>
    public IPEndPoint? SiloListeningEndpoint { get; set; }

    /// <summary>Where to listen for clients, if not on the advertised address.</summary>
    public IPEndPoint? GatewayListeningEndpoint { get; set; }
}
