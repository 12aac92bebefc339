using System.Net;
using System.Net.Sockets;
using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Io;

/// <summary>
/// The way of nodes to the network. A connection goes to an address that was looked at when it was made, so a name that resolves
/// to something else a moment later gains nothing; redirects and pooled connections take the same way. Proxies are not used.
/// </summary>
/// <param name="options">What may be reached.</param>
public sealed class HttpAccess(IoOptions options) : IDisposable
{
    private readonly HashSet<AllowedHost> _allowed =
        [.. options.AllowedHosts.Select(entry => AllowedHost.TryParse(entry, out var host) ? host : throw new ArgumentException($"'{entry}' is not host:port."))];

    private HttpMessageInvoker? _invoker;

    /// <summary>Resolves a name; a seam for tests.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to an address; a seam for tests.</summary>
    internal Func<IPEndPoint, CancellationToken, Task<Stream>> Connect { get; init; } = ConnectAsync;

    internal long MaxResponseBytes => options.MaxResponseBytes;

    /// <inheritdoc/>
    public void Dispose() => _invoker?.Dispose();

    /// <summary>Sends one request; follows no redirect, keeps no cookie.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await LazyInitializer.EnsureInitialized(ref _invoker, NewInvoker).SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure) when (failure.InnerException is NodeException refused)
        {
            throw refused;
        }
        catch (HttpRequestException failure)
        {
            throw new NodeException(IoErrorCodes.ConnectionFailed, $"No connection to {request.RequestUri!.Authority}: {failure.Message}", retryable: true);
        }
    }

    private HttpMessageInvoker NewInvoker() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = ConnectAsync,
        MaxConnectionsPerServer = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = false,
    });

    // Not on a node's thread: a connection belongs to the pool, and another request may use it.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isAllowed = _allowed.Contains(AllowedHost.Of(host, port));
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Resolve(host, cancellationToken).ConfigureAwait(false);
        var reachable = addresses.Where(address => isAllowed || PublicAddress.Is(address)).ToList();
        if (reachable.Count == 0 && addresses.Length > 0)
        {
            throw new NodeException(
                IoErrorCodes.AddressRefused,
                $"{host} is not on the public internet. If nodes may reach it, add '{host}:{port}' to RayFlow:Io:AllowedHosts.",
                retryable: literal is null); // a name may come to mean something else
        }

        SocketException? last = null;
        foreach (var address in reachable)
        {
            try
            {
                return await Connect(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException failure)
            {
                last = failure;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
