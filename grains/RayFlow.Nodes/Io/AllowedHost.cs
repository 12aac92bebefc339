using System.Globalization;

namespace RayFlow.Nodes.Io;

/// <summary>A destination that may be reached wherever it is.</summary>
/// <param name="Host">The host in lower case, as <see cref="Uri.IdnHost"/> gives it.</param>
/// <param name="Port">The port.</param>
internal readonly record struct AllowedHost(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; the port must be there.</summary>
    public static bool TryParse(string? text, out AllowedHost host)
    {
        host = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0 or > 65535
            || !Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri)
            || uri.AbsolutePath != "/" || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        host = Of(uri.IdnHost, port);
        return true;
    }

    /// <summary>A destination as a connection names it.</summary>
    public static AllowedHost Of(string host, int port) => new(host.Trim('[', ']').ToLowerInvariant(), port);
}
