using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RayFlow.Benchmarks.Servers;
using RayFlow.Testing.Flows;

namespace RayFlow.Benchmarks.Readers;

/// <summary><c>rayflow bench readers [count]</c>: many readers of one run's events at once, and some that never read what they asked for.</summary>
internal static class ReadersBenchmark
{
    private const int Steps = 20;
    private const int SlowReaders = 200;
    private const int ManyTurns = 5000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <returns>0: every reader got every event in order.</returns>
    public static async Task<int> RunAsync(int readers)
    {
        await using var server = await BenchServer.StartAsync(inProcess: false);
        using var http = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(5) };
        var wrong = await MeasureReadersAsync(server, http, readers);
        await MeasureSlowReadersAsync(server, http);
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<int> MeasureReadersAsync(BenchServer server, HttpClient http, int readers)
    {
        var flow = new FlowBuilder().Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Exec("start", "wait");
        var before = "wait";
        for (var step = 0; step < Steps; step++)
        {
            flow.Node($"keep{step}", "checkpoint").Input("value", 1L).Exec(before, $"keep{step}");
            before = $"keep{step}";
        }

        await RunAsync(http, flow.Return().Exec(before, "return"), signal: true); // everything is compiled and warm
        var run = await StartAsync(http, flow);
        var memory = await MemoryAsync(server);
        var sockets = new List<EventSocket>(readers);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < readers; i++)
        {
            sockets.Add(new EventSocket());
            await sockets[i].ConnectAsync(server.Url!, run);
        }

        await Task.WhenAll(sockets.Select(socket => socket.ReadFirstAsync()));
        Print($"{readers:N0} readers, connected and waiting", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        var waiting = await MemoryAsync(server);
        Print("memory, a waiting reader", (waiting - memory) / (double)readers / 1024, "KiB");
        started = Stopwatch.GetTimestamp();
        await SignalAsync(http, run);
        await Task.WhenAll(sockets.Select(socket => socket.ReadToEndAsync()));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var events = sockets.Max(socket => socket.Events);
        Print($"{events} events to each of them", seconds, "s");
        Print("events", events * readers / seconds, "1/s");
        var wrong = sockets.Count(socket => socket.Problem is not null || socket.Events != events);
        Print("readers that missed an event or got it out of order", wrong, "");
        Print("memory after the last has gone", ((await MemoryAsync(server)) - memory) / 1048576.0, "MiB");
        sockets.ForEach(socket => socket.Dispose());
        return wrong;
    }

    /// <summary>Readers that ask for the events of a long run and take none of them.</summary>
    private static async Task MeasureSlowReadersAsync(BenchServer server, HttpClient http)
    {
        var flow = new FlowBuilder().Node("loop", "flow_for_range").Input("stop", (long)ManyTurns).Node("body", "math_add").Input("x", 1L).Input("y", 1L).Return()
            .Exec("start", "loop").Exec("loop.body", "body").Exec("loop.completed", "return");
        var run = await RunAsync(http, flow, signal: false);
        var memory = await MemoryAsync(server);
        var sockets = new List<EventSocket>(SlowReaders);
        for (var i = 0; i < SlowReaders; i++)
        {
            sockets.Add(new EventSocket());
            await sockets[i].ConnectAsync(server.Url!, run, receiveBuffer: 4096);
        }

        Print("memory, a reader that never reads, of a long run", ((await MemoryAsync(server)) - memory) / (double)SlowReaders / 1024, "KiB");
        using var quick = new EventSocket();
        await quick.ConnectAsync(server.Url!, run);
        var started = Stopwatch.GetTimestamp();
        await quick.ReadToEndAsync();
        Print($"{quick.Events:N0} events to a quick reader beside them", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        sockets.ForEach(socket => socket.Dispose());
    }

    private static async Task<string> RunAsync(HttpClient http, FlowBuilder flow, bool signal)
    {
        var run = await StartAsync(http, flow);
        if (signal)
        {
            await SignalAsync(http, run);
        }

        await http.GetStringAsync($"/api/runs/{run}/events");
        return run;
    }

    private static async Task<string> StartAsync(HttpClient http, FlowBuilder flow)
    {
        using var answer = await http.PostAsJsonAsync(
            "/api/flows/execute?mode=async", new JsonObject { ["flow"] = JsonNode.Parse(flow.ToJson()), ["inputs"] = new JsonObject() });
        return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["run_id"]!;
    }

    private static async Task SignalAsync(HttpClient http, string run)
    {
        using var answer = await http.PostAsJsonAsync($"/api/runs/{run}/signals/go", new JsonObject());
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<long> MemoryAsync(BenchServer server)
    {
        await Task.Delay(Settling);
        return server.Memory();
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {value,12:N1} {unit}"));
}
