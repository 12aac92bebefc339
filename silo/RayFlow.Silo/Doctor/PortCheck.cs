using System.Net;
using System.Net.Sockets;

namespace RayFlow.Silo.Doctor;

/// <summary>The addresses that RayFlow is to listen at: free, or RayFlow's already.</summary>
internal static class PortCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What is to be said of the addresses, and whether RayFlow answers at one of them.</summary>
    /// <param name="urls">As in the setting <c>urls</c>, apart by semicolons.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(IReadOnlyList<Finding> Findings, bool IsUp)> LookAsync(string urls, CancellationToken cancellationToken)
    {
        var (findings, isUp) = (new List<Finding>(), false);
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0)
            {
                continue; // whichever is free
            }

            var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            var (finding, answers) = await LookAsync(new UriBuilder(address.Scheme, host, address.Port).Uri, url, cancellationToken);
            findings.Add(finding);
            isUp |= answers;
        }

        return (findings, isUp);
    }

    private static async Task<(Finding Finding, bool IsUp)> LookAsync(Uri server, string url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(server, "health/ready"), cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            return body.Contains("\"ready\"", StringComparison.Ordinal) ? (Finding.Ok("ports", $"RayFlow is ready at {url}."), true)
                : body.Contains("not_ready", StringComparison.Ordinal) ? (Finding.Problem("ports", $"RayFlow runs at {url} and is not ready: {body}", "See the other findings."), true)
                : (Taken(url), false);
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return (Finding.Ok("ports", $"{url} is free; RayFlow does not run there."), false);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return (Taken(url), false);
        }
    }

    private static Finding Taken(string url) =>
        Finding.Problem("ports", $"Another program listens at {url}, or RayFlow hangs there.", "Stop it, or choose another port: rayflow up --port PORT.");
}
