using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Runs that come back into memory from a snapshot.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private RayFlowCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await RayFlowCluster.StartAsync(Cluster.Nodes, configure: options => options.SnapshotBytes = 4096);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static FlowBuilder Loop(long turns) => new FlowBuilder("x")
        .Node("loop", "flow_for_range").Input("stop", turns).Node("work", "test_echo").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
        .Exec("start", "loop.completed", "wait", "return").Exec("loop.body", "work").Exec("start", "loop")
        .Data("loop.index", "work.value").Data("work.value", "loop.collect").Data("loop.collected", "return.collected").Data("start.x", "return.x").Data("wait.payload", "return.p");

    [Fact]
    public async Task Restore_FromASnapshot_GoesOnWithoutWhatCameBefore()
    {
        var (id, _) = await WaitAsync(Loop(200));
        var before = await _cluster.Grains.GetGrain<IWorkflowGrain>(id).GetAsync(CancellationToken.None);

        await _cluster.RestartAsync();
        await _cluster.ForgetBeforeSnapshotAsync(id);
        var again = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        var restored = await again.GetAsync(CancellationToken.None);
        await again.SignalAsync(new SendSignal("go", "late"), CancellationToken.None);
        var ended = await again.EndAsync();

        Assert.Equal((before!.StartedAt, before.Flow, before.FlowHash), (restored!.StartedAt, restored.Flow, restored.FlowHash));
        Assert.Equal(before.Statistics!.NodesExecuted, restored.Statistics!.NodesExecuted);
        Assert.Equal(before.Statistics.NodeSeconds["work"], restored.Statistics.NodeSeconds["work"], 9);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (Value)i), ended.Result!["collected"].AsList());
        Assert.Equal(("here", "late"), (ended.Result["x"].AsStr(), ended.Result["p"].AsStr()));
    }

    [Fact]
    public async Task Events_AfterARestoreFromASnapshot_GoOnWithoutAGap()
    {
        var (id, before) = await WaitAsync(Loop(60));
        Assert.True(await _cluster.SnapshotLengthAsync(id) > 30);

        await _cluster.RestartAsync();
        var again = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await again.SignalAsync(new SendSignal("go", Value.Null), CancellationToken.None);
        await again.EndAsync();
        var all = await again.AllEventsAsync();
        var history = await again.HistoryAsync(_cluster.Grains);

        Assert.Equal(before.Select(Line), all.Take(before.Count).Select(Line));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(item => item.Sequence));
        Assert.Equal(["node_completed", "node_started", "node_completed", "run_completed"], all.Skip(before.Count).Select(item => item.Type));
        Assert.Equal(60, history!.Items.Count(item => item is { NodeId: "work", State: "completed" }));

        static string Line(TimelineEvent item) => $"{item.Sequence} {item.Type} {item.NodeId} {item.Frame} {item.At:O} {item.Data}";
    }

    [Theory]
    [InlineData("set_byte(payload, 0, 99)")] // another format
    [InlineData("set_byte(payload, octet_length(payload) / 2, get_byte(payload, octet_length(payload) / 2) # 1)")]
    [InlineData("substring(payload FROM 1 FOR octet_length(payload) - 1)")]
    [InlineData("'x'")]
    public async Task Restore_FromASnapshotThatCannotBeUsed_FoldsTheWholeJournal(string damage)
    {
        var (id, _) = await WaitAsync(Loop(60));

        await _cluster.RestartAsync();
        await _cluster.ExecuteAsync($"UPDATE snapshots SET payload = {damage} WHERE run_id = '{id}'");
        var length = await _cluster.SnapshotLengthAsync(id);
        var again = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await again.CommandAsync(RunCommand.Pause, CancellationToken.None);
        Assert.True(await _cluster.SnapshotLengthAsync(id) > length, "The snapshot was not replaced by one that can be used.");
        await again.CommandAsync(RunCommand.Resume, CancellationToken.None);
        await again.SignalAsync(new SendSignal("go", "late"), CancellationToken.None);

        Assert.Equal(60, (await again.EndAsync()).Result!["collected"].AsList().Count);
    }

    [Fact]
    public async Task Retry_AfterASnapshot_GoesOnAndSurvivesARestart()
    {
        var ledger = Path.GetTempFileName();
        var flow = new FlowBuilder().Node("loop", "flow_for_range").Input("stop", 60L).Node("work", "test_echo")
            .Node("fails", "test_ledger").Input("file", ledger).Input("fail_until", 2L).Policy("on_error", "retry").Policy("max_attempts", 1L)
            .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "loop.completed", "fails", "wait", "return").Exec("loop.body", "work").Exec("start", "loop").Data("loop.index", "work.value").Data("loop.index", "return.last");
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(flow)).RunId;
        Assert.Equal(RunStatus.Failed, (await run.EndAsync()).Status);
        Assert.True(await _cluster.SnapshotLengthAsync(id) > 30);

        await _cluster.RestartAsync();
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await run.CommandAsync(RunCommand.Retry, CancellationToken.None);
        await run.EventsUntilAsync("node_waiting", "wait");
        await _cluster.RestartAsync();
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await run.SignalAsync(new SendSignal("go", Value.Null), CancellationToken.None);

        Assert.Equal(59L, (await run.EndAsync()).Result!["last"]);
        Assert.Equal(["fails 1", "fails 2"], (await File.ReadAllLinesAsync(ledger)).Select(line => line.Split('/')[^1]));
        File.Delete(ledger);
    }

    [Fact]
    public async Task Restore_OfALongRun_ReadsNoMoreThanThatOfAShortOne()
    {
        var flow = (long turns) => new FlowBuilder("x").Node("loop", "flow_for_range").Input("stop", turns).Node("work", "test_echo").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "loop.completed", "wait", "return").Exec("loop.body", "work").Exec("start", "loop").Data("loop.index", "work.value");
        var (few, _) = await WaitAsync(flow(100));
        var (many, _) = await WaitAsync(flow(1500));

        var (bytesOfFew, bytesOfMany) = (await _cluster.RestoreBytesAsync(few), await _cluster.RestoreBytesAsync(many));
        var journal = await _cluster.QueryAsync($"SELECT sum(octet_length(payload))::bigint FROM journal WHERE run_id = '{many}'");

        // Both have a snapshot of the same state and a tail of at most 4 KiB and one commit.
        Assert.InRange(bytesOfMany, 1, bytesOfFew + 4096 + 1024);
        Assert.True(journal > 15 * bytesOfMany, $"{bytesOfMany} bytes are read of a journal of {journal}.");
    }

    private async Task<(string Id, IReadOnlyList<TimelineEvent> Events)> WaitAsync(FlowBuilder flow)
    {
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(flow, ("x", "here"))).RunId;
        return (id, await run.EventsUntilAsync("node_waiting", "wait"));
    }
}
