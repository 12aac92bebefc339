using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RayFlow.Cli.Server;

/// <summary>Reads a run's events to its end, taking up the stream again where it broke off.</summary>
internal static class RunEventReader
{
    private const int MostAttempts = 5;

    public static async IAsyncEnumerable<RunEvent> ReadAsync(RayFlowServer server, string runId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = 0L;
        var isOver = false;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            using var response = await server.OpenEventsAsync(runId, last, cancellation);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                yield break;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw (await Answer.ReadAsync(response, cancellation)).Refusal();
            }

            var items = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellation)).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
            await using (items)
            {
                while (await NextAsync(items))
                {
                    var happened = Parse(items.Current);
                    (last, attempt) = (happened.Sequence, 0);
                    yield return happened;

                    // The server ends the stream behind the end of the run. A run that was retried has ended more than once.
                    isOver = happened.EndsRun;
                }
            }

            if (isOver)
            {
                yield break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancellation);
        }

        throw new CliException(ExitCode.NoServer, $"The events of run {runId} broke off, and the server at {server.Address} does not go on with them.");
    }

    /// <summary>A stream that breaks off has ended as far as this connection is concerned.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static RunEvent Parse(SseItem<string> item)
    {
        var data = JsonSerializer.Deserialize<JsonElement>(item.Data);
        return new RunEvent(data.GetProperty("seq").GetInt64(), item.EventType, data);
    }
}
