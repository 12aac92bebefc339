using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace RayFlow.Benchmarks.Servers;

/// <summary>The REST API of a silo in another process.</summary>
internal sealed class HttpTarget(Uri server, int lanes) : IRunTarget
{
    private readonly HttpLane[] _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new HttpLane(server))];
    private readonly Dictionary<string, byte[]> _requests = [];
    private readonly HttpClient _http = new() { BaseAddress = server };

    public async Task SaveAsync(string name, byte[] document)
    {
        using var content = new ByteArrayContent(document) { Headers = { { "Content-Type", "application/json" } } };
        using var answer = await _http.PutAsync($"/api/flows/{name}", content);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The flow {name} was refused: {await answer.Content.ReadAsStringAsync()}");
        }

        _requests[name] = HttpLane.Request("POST", $"/api/flows/{name}/execute", "{\"x\":1}"u8.ToArray());
    }

    public async Task<string> RunAsync(int lane, string flow)
    {
        var answer = await _lanes[lane].SendAsync(_requests[flow]);
        return answer.Status == 200
            ? HttpAnswer.Header(answer.Bytes.Span, "RayFlow-Run-Id: "u8)!
            : throw new InvalidOperationException($"A run of {flow} did not complete: {Encoding.UTF8.GetString(answer.Bytes.Span)}");
    }

    public async Task<Guid> StartAsync(int lane, string flow, double x)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"x\":{x}}}"));
        var answer = await _lanes[lane].SendAsync(HttpLane.Request("POST", $"/api/flows/{flow}/execute?mode=async", body));
        return answer.Status == 202
            ? Guid.Parse(HttpAnswer.Header(answer.Bytes.Span, "Location: "u8)!.Split('/')[^1])
            : throw new InvalidOperationException($"A run of {flow} was not accepted: {Encoding.UTF8.GetString(answer.Bytes.Span)}");
    }

    public async Task SignalAsync(int lane, Guid run)
    {
        var answer = await _lanes[lane].SendAsync(HttpLane.Request("POST", $"/api/runs/{run:N}/signals/go", "{}"u8.ToArray()));
        if (answer.Status is < 200 or > 299)
        {
            throw new InvalidOperationException($"A signal to {run} was refused: {Encoding.UTF8.GetString(answer.Bytes.Span)}");
        }
    }

    public async Task<IReadOnlyList<(string NodeId, DateTimeOffset At)>> SettledAsync(string runId)
    {
        var settled = new List<(string, DateTimeOffset)>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"/api/runs/{runId}/history?limit=1000{cursor}");
            settled.AddRange(page.GetProperty("items").EnumerateArray()
                .Where(item => item.GetProperty("ended_at").ValueKind == JsonValueKind.String)
                .Select(item => (item.GetProperty("node_id").GetString()!, item.GetProperty("ended_at").GetDateTimeOffset())));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }

        return settled;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }

        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
