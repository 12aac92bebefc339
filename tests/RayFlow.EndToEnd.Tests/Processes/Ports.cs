using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RayFlow.EndToEnd.Tests.Processes;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>One that nobody listens on, and that was not given before: its user may take a while to listen.</summary>
    public static string Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Gate)
            {
                if (Given.Add(port))
                {
                    return port.ToString(CultureInfo.InvariantCulture);
                }
            }
        }
    }
}
