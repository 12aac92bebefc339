using System.Net;

namespace RayFlow.Api.Access;

/// <summary>Decides whether addresses may be listened on: without API keys only those that no other machine reaches.</summary>
public static class ListenAddresses
{
    /// <summary>Why these addresses may not be listened on, with what to do; null if they may.</summary>
    /// <param name="urls">Addresses as Kestrel takes them: <c>http://127.0.0.1:5080</c>, <c>http://*:80</c>, <c>http://unix:/path</c>.</param>
    /// <param name="options">The API's configuration.</param>
    public static string? FindProblem(IEnumerable<string> urls, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(options);
        var exposed = options.ApiKeys.Count > 0 ? null : urls.FirstOrDefault(url => !IsLoopback(url));
        return exposed is null
            ? null
            : $"RayFlow does not listen on {exposed} without API keys, since other machines could reach it. "
                + $"Listen on 127.0.0.1, or set {ApiOptions.Section}:{nameof(ApiOptions.ApiKeys)}:0 to a key of at least {ApiKeys.LeastLength} characters.";
    }

    private static bool IsLoopback(string url)
    {
        var rest = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? url[(scheme + 3)..] : url;
        if (rest.StartsWith("unix:", StringComparison.Ordinal) || rest.StartsWith("pipe:", StringComparison.Ordinal))
        {
            return true;
        }

        var authority = rest.Split('/')[0];
        var host = authority.StartsWith('[') ? authority[1..Math.Max(1, authority.IndexOf(']', StringComparison.Ordinal))] : authority.Split(':')[0];
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
