using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Values that are too large for the entries that mention them.</summary>
public sealed class LargeValueTests : IAsyncLifetime
{
    private RayFlowCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await RayFlowCluster.StartAsync(Cluster.Nodes, configure: options =>
    {
        options.SnapshotBytes = 4096;
        options.MaxValueBytes = 8 * 1024 * 1024;
    });

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Output_OfFiveMegabytes_IsStoredOnceAndSurvivesARestart()
    {
        const int Length = 5_000_000;
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(new FlowBuilder()
            .Node("large", "test_large").Input("length", (long)Length).Node("again", "test_echo")
            .Node("loop", "flow_for_range").Input("stop", 100L).Node("work", "test_echo").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "large", "again", "loop.completed", "wait", "return").Exec("again", "loop").Exec("loop.body", "work")
            .Data("large.text", "again.value").Data("loop.index", "work.value").Data("large.text", "return.text"))).RunId;
        await run.EventsUntilAsync("node_waiting", "wait");

        Assert.True(await _cluster.SnapshotLengthAsync(id) > 50);
        await _cluster.RestartAsync();
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        var history = await run.HistoryAsync(_cluster.Grains);
        await run.SignalAsync(new SendSignal("go", Value.Null), CancellationToken.None);
        var ended = await run.EndAsync();
        var told = await _cluster.Grains.GetGrain<IRunDirectoryGrain>("any").FindEndedAsync(id, CancellationToken.None);

        Assert.Equal(Length, ended.Result!["text"].AsStr().Length);
        Assert.Equal(ended.Result, told!.Result);
        Assert.Equal(Length, history!.Items.Single(item => item.NodeId == "again").Outputs!["value"].AsStr().Length);
        Assert.Equal(1, await _cluster.QueryAsync($"SELECT count(*) FROM run_values WHERE run_id = '{id}'"));
        Assert.Equal(Length + 2, await _cluster.QueryAsync($"SELECT octet_length(payload)::bigint FROM run_values WHERE run_id = '{id}'"));
        Assert.InRange(await _cluster.QueryAsync($"SELECT max(octet_length(payload))::bigint FROM journal WHERE run_id = '{id}'"), 1, 1000);
        Assert.InRange(await _cluster.QueryAsync($"SELECT octet_length(payload)::bigint FROM snapshots WHERE run_id = '{id}'"), 1, 3000);
        Assert.InRange(await _cluster.QueryAsync($"SELECT octet_length(summary)::bigint FROM runs WHERE run_id = '{id}'"), 1, 1000);
    }

    [Fact]
    public async Task List_OfAHundredThousandCollectedItems_IsStoredApart()
    {
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(new FlowBuilder()
            .Node("loop", "flow_for_range").Input("stop", 100_000L).Node("add", "math_add").Input("y", 1L).Node("keep", "test_echo")
            .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "loop.completed", "keep", "wait", "return").Exec("start", "loop").Data("loop.index", "add.x").Data("add.result", "loop.collect")
            .Data("loop.collected", "keep.value").Data("keep.value", "return.list").Data("wait.payload", "return.p"))).RunId;
        await run.EventsUntilAsync("node_waiting", "wait");

        await _cluster.RestartAsync();
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await run.SignalAsync(new SendSignal("go", ValueList.Create([.. Enumerable.Range(0, 100_000).Select(i => (Value)i)])), CancellationToken.None);
        var ended = await run.EndAsync();

        Assert.Equal(Enumerable.Range(1, 100_000).Select(i => (Value)i), ended.Result!["list"].AsList());
        Assert.Equal(100_000, ended.Result["p"].AsList().Count);
        Assert.InRange(await _cluster.QueryAsync($"SELECT max(octet_length(payload))::bigint FROM journal WHERE run_id = '{id}'"), 1, 1000);
    }

    [Fact]
    public async Task Values_ThatLookLikeReferences_AreTakenForWhatTheyAre()
    {
        // The hash of a value that there is, in all the places that a user can write to.
        var large = new string('x', 100_000);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"\"{large}\"")));
        var reference = $"{hash}:{large.Length + 2}";
        Value hostile = ValueMap.Of(
            ("apart", ValueMap.Of(("v", reference), ("o", ValueMap.Of(("value", reference))), ("inputs", ValueMap.Of(("apart", reference))))),
            ("v", reference),
            ("\"},\"apart\":{\"v\":\"" + reference + "\"},\"x\":{\"", reference));
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(
            new FlowBuilder("apart", "o", "large").Node("echo", "test_echo").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Node("wait2", "flow_wait_signal").Constant("SIGNAL", "go").Return()
                .Exec("start", "echo", "wait", "wait2", "return").Data("start.apart", "echo.value").Data("echo.value", "return.apart").Data("wait.payload", "return.v")
                .Data("start.o", "return.o").Data("start.large", "return.large"),
            ("apart", hostile),
            ("o", reference),
            ("large", large))).RunId;
        await run.SignalAsync(new SendSignal("go", hostile), CancellationToken.None);
        await run.EventsUntilAsync("node_waiting", "wait2");

        await _cluster.RestartAsync();
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await run.SignalAsync(new SendSignal("go", reference), CancellationToken.None);
        await run.EndAsync();
        var told = await _cluster.Grains.GetGrain<IRunDirectoryGrain>("any").FindEndedAsync(id, CancellationToken.None);

        Assert.Equal(ValueMap.Of(("apart", hostile), ("v", hostile), ("o", reference), ("large", large)), told!.Result);
        Assert.Equal(1, await _cluster.QueryAsync($"SELECT count(*) FROM run_values WHERE run_id = '{id}' AND hash = '\\x{hash}'"));
    }

    [Fact]
    public async Task EventsAndHistory_OfManyLargeValues_ComeInPagesWithoutAGap()
    {
        const int Turns = 40;
        var reader = _cluster.Grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key);
        var flow = new FlowBuilder("text").Variable("v", "").Node("loop", "flow_for_range").Input("stop", (long)Turns).Node("set", "variables_set").Config("variable_name", "v").Return()
            .Exec("start", "loop.completed", "return").Exec("start", "loop").Exec("loop.body", "set").Data("start.text", "set.value");
        var id = (await _cluster.NewRun().RunAsync(flow, ("text", new string('x', 1_000_000)))).RunId;

        var events = new List<TimelineEvent>();
        var pages = 0;
        for (var isLast = false; !isLast; pages++)
        {
            var page = await reader.ReadEventsAsync(id, events.Count, 10_000, CancellationToken.None);
            events.AddRange(page!.Events);
            isLast = page.IsLast;
        }

        var (history, historyPages) = (new List<HistoryItem>(), 0);
        for (long? next = 0; next is { } after; historyPages++)
        {
            var page = await reader.ReadHistoryAsync(id, new HistoryQuery(after, 1_000), CancellationToken.None);
            history.AddRange(page!.Items);
            next = page.Next;
        }

        // A page is a message: several of 80 MB in all.
        Assert.InRange(pages, 5, 20);
        Assert.InRange(historyPages, 5, 20);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(item => item.Sequence));
        Assert.Equal("run_completed", events[^1].Type);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(item => item.Position));
        Assert.Equal(Turns, history.Count(item => item is { NodeId: "set", State: "completed" }));
    }
}
