using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace RayFlow.Cli.Server;

/// <summary>A RayFlow server, spoken to over HTTP. Disposing it stops the server if it was started for the occasion.</summary>
internal sealed class RayFlowServer : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly OccasionalServer? _owned;

    public RayFlowServer(Uri address, string? apiKey, OccasionalServer? owned)
    {
        // Runs take as long as they take; whoever does not want to wait presses Ctrl+C.
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (apiKey is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        _owned = owned;
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Whether a RayFlow server answers there.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await _http.GetAsync("health/live", patience.Token);
            var health = await answer.Content.ReadFromJsonAsync<JsonElement>(patience.Token);
            return health.ValueKind == JsonValueKind.Object && health.TryGetProperty("status", out var status) && status.ValueEquals("live");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public Task<Answer> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    public Task<Answer> PostAsync(string path, byte[]? json, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, json, cancellation);

    /// <summary>Opens a run's event stream after an event; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string runId, long after, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/runs/{Uri.EscapeDataString(runId)}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after > 0)
        {
            request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return await Reaching(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var response = await Reaching(() => _http.SendAsync(request, cancellation));
        return await Answer.ReadAsync(response, cancellation);
    }

    private async Task<T> Reaching<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException error)
        {
            throw new CliException(ExitCode.NoServer, $"The RayFlow server at {Address} does not answer: {error.Message}");
        }
    }
}
