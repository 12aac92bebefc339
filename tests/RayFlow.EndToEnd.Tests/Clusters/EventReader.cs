using System.Globalization;
using System.Net.Http.Headers;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary>Reads a run's server-sent events as a browser does: a stream that breaks is asked for again with the number of the last event.</summary>
internal sealed class EventReader(string runId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The numbers of the events, in the order in which they came.</summary>
    public List<long> Numbers { get; } = [];

    /// <summary>How often the stream had to be asked for again.</summary>
    public int Reconnections { get; private set; } = -1;

    /// <summary>Reads up to the run's end.</summary>
    /// <param name="server">Where to ask; looked up anew for every stream.</param>
    public async Task ReadAsync(Func<HttpClient> server)
    {
        for (var deadline = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < deadline;)
        {
            Reconnections++;
            try
            {
                if (await ReadStreamAsync(server()))
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Yield();
            }
        }

        throw new TimeoutException($"The events of run {runId} did not end; the last was {Numbers.LastOrDefault()}.");
    }

    private async Task<bool> ReadStreamAsync(HttpClient server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{runId}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (Numbers.Count > 0)
        {
            request.Headers.Add("Last-Event-ID", Numbers[^1].ToString(CultureInfo.InvariantCulture));
        }

        using var answer = await server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        var hasEnded = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                Numbers.Add(long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture));
            }

            hasEnded |= line == "event: run_completed";
        }

        return hasEnded;
    }
}
