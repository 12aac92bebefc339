using System.Net;
using System.Net.Sockets;

namespace RayFlow.Nodes.Io;

/// <summary>Tells addresses of the public internet from all others, after IANA's registries of special-purpose addresses (RFC 6890).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    // Only 2000::/3 is handed out at all; these are the parts of it that are not the public internet.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        .. ((string[])["2001::/23", "2001:db8::/32", "3fff::/20"]).Select(IPNetwork.Parse),
    ];

    // Addresses that stand for an IPv4 address, and where in their 16 bytes it is.
    private static readonly (IPNetwork Network, int Offset)[] Embedding =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>True if the address is one of the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            // First of all: IPNetwork.Contains takes such an address for an IPv4 address, and finds it in networks that it is not in.
            return Is(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !SpecialV4.Any(network => network.Contains(address));
        }

        foreach (var (network, offset) in Embedding)
        {
            if (network.Contains(address))
            {
                return Is(new IPAddress(address.GetAddressBytes().AsSpan(offset, 4)));
            }
        }

        return GlobalV6.Contains(address) && !SpecialV6.Any(network => network.Contains(address));
    }
}
