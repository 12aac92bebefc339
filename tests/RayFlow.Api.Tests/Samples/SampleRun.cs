using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

/// <summary>A sample's run, and what is done to it from outside. It waits for events of the run, never for time.</summary>
internal sealed class SampleRun(HttpClient http, string runId) : IAsyncDisposable
{
    private readonly Dictionary<string, string> _states = [];
    private HttpResponseMessage? _stream;
    private IAsyncEnumerator<SseItem<string>>? _events;

    private string Url => $"/api/runs/{runId}";

    /// <summary>Starts a sample without waiting for its end.</summary>
    public static async Task<SampleRun> StartAsync(HttpClient http, Sample sample)
    {
        var body = new JsonObject { ["flow"] = sample.Flow, ["inputs"] = sample.Input };
        var accepted = await http.PostAsync("/api/flows/execute?mode=async", Wire.Json(body.ToJsonString()));
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        return new SampleRun(http, (await accepted.BodyAsync()).GetProperty("run_id").GetString()!);
    }

    /// <summary>Saves the flows that a sample calls or starts.</summary>
    public static async Task SaveFlowsAsync(HttpClient http, Sample sample)
    {
        foreach (var (name, document) in sample.SavedFlows)
        {
            var saved = await (await http.PutAsync($"/api/flows/{name}", Wire.Json(document))).EnsureSuccessStatusCode().BodyAsync();
            Assert.Equal(("[]", "[]"), (saved.GetProperty("errors").GetRawText(), saved.GetProperty("warnings").GetRawText()));
        }
    }

    /// <summary>Does one thing of <c>acts.json</c>, or sees that something is so.</summary>
    public async Task DoAsync(JsonObject act)
    {
        switch (act.First().Key)
        {
            case "await": await AwaitAsync(act["await"]!.GetValue<string>(), act["state"]!.GetValue<string>()); break;
            case "ended": Assert.Equal(act["ended"]!.GetValue<string>(), (await ToEndAsync())["status"]!.GetValue<string>()); break;
            case "signal": await SignalAsync(act); break;
            case "pause" or "resume" or "retry": await CommandAsync(act.First().Key); break;
            case "cancel": (await http.PostAsync($"{Url}/cancel", null)).EnsureSuccessStatusCode(); break;
            case "absent": await CheckAbsentAsync(act["absent"]!.AsArray()); break;
            case "unfinished": await CheckUnfinishedAsync(act["unfinished"]!.GetValue<string>(), act["count"]!.GetValue<int>()); break;
            default: Assert.Fail($"There is no act {act.ToJsonString()}."); break;
        }
    }

    /// <summary>The run once it has ended.</summary>
    public async Task<JsonNode> ToEndAsync()
    {
        await AwaitEndAsync();
        return await GetAsync(Url);
    }

    /// <summary>Every instance by its path, with its state, in the order in which they started.</summary>
    public async Task<IReadOnlyList<(string Path, string Node, string State)>> HistoryAsync()
    {
        var page = await GetAsync($"{Url}/history?limit=1000");
        return [.. page["items"]!.AsArray().Select(item => (PathOf(item!["frame"]!.GetValue<string>(), item["node_id"]!.GetValue<string>()), item["node_id"]!.GetValue<string>(), item["state"]!.GetValue<string>()))];
    }

    /// <summary>The runs of a saved flow, ended, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> EndedRunsOfAsync(string flow)
    {
        var ended = new List<JsonNode>();
        foreach (var id in await RunsOfAsync(flow))
        {
            await using var run = new SampleRun(http, id);
            ended.Add(await run.ToEndAsync());
        }

        return ended;
    }

    /// <summary>Every event of a run, from the first one on, until it has ended.</summary>
    public static async Task<IReadOnlyList<JsonNode>> EventsOfAsync(HttpClient http, string runId)
    {
        using var stream = await http.GetAsync($"/api/runs/{runId}/events", HttpCompletionOption.ResponseHeadersRead);
        var events = new List<JsonNode>();
        await foreach (var item in SseParser.Create(await stream.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add(JsonNode.Parse(item.Data)!);
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        _stream?.Dispose();
    }

    private static string PathOf(string frame, string node) => frame.Length == 0 ? node : $"{frame}/{node}";

    private async Task AwaitAsync(string path, string state)
    {
        while (_states.GetValueOrDefault(path) != state)
        {
            Assert.True(await ReadEventAsync(), $"The run ended, and '{path}' was not {state}, but {_states.GetValueOrDefault(path) ?? "never there"}.");
        }
    }

    private async Task AwaitEndAsync()
    {
        while (await ReadEventAsync())
        {
        }
    }

    private async Task<bool> ReadEventAsync()
    {
        if (_events is null)
        {
            _stream = await http.GetAsync($"{Url}/events", HttpCompletionOption.ResponseHeadersRead);
            _events = SseParser.Create(await _stream.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        }

        if (!await _events.MoveNextAsync())
        {
            return false;
        }

        if (_events.Current.EventType.StartsWith("node_", StringComparison.Ordinal))
        {
            var data = JsonNode.Parse(_events.Current.Data)!;
            var state = _events.Current.EventType["node_".Length..];
            _states[PathOf(data["frame"]!.GetValue<string>(), data["node_id"]!.GetValue<string>())] = state == "started" ? "running" : state;
        }

        return true;
    }

    private async Task CommandAsync(string command)
    {
        (await http.PostAsync($"{Url}/{command}", null)).EnsureSuccessStatusCode();
        if (command == "retry")
        {
            // The stream ended with the run; another one tells from the start, and goes on.
            await DisposeAsync();
            _events = null;
            _states.Clear();
        }
    }

    private async Task SignalAsync(JsonObject act)
    {
        var payload = act["payload"]?.ToJsonString() ?? "null";
        foreach (var run in act["flow"] is { } flow ? await RunsOfAsync(flow.GetValue<string>()) : [runId])
        {
            var answer = await http.PostAsync($"/api/runs/{run}/signals/{act["signal"]}", Wire.Json(payload));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task CheckAbsentAsync(JsonArray nodes)
    {
        var history = await HistoryAsync();
        Assert.All(nodes, node => Assert.DoesNotContain(history, item => item.Node == node!.GetValue<string>()));
    }

    private async Task CheckUnfinishedAsync(string flow, int count)
    {
        var page = await GetAsync($"/api/runs?flow={flow}&limit=1000");
        Assert.Equal(count, page["items"]!.AsArray().Count);
        Assert.All(page["items"]!.AsArray(), run => Assert.Null(run!["ended_at"]));
    }

    private async Task<IReadOnlyList<string>> RunsOfAsync(string flow) =>
        [.. (await GetAsync($"/api/runs?flow={flow}&limit=1000"))["items"]!.AsArray().Select(run => run!["run_id"]!.GetValue<string>()).Reverse()];

    private async Task<JsonNode> GetAsync(string url) => JsonNode.Parse(await http.GetStringAsync(url))!;
}
