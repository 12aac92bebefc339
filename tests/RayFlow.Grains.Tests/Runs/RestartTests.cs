using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What survives the silo.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task WaitingRun_GoesOnAfterARestartWithItsVariables()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        var flow = new FlowBuilder("x:int").Variable("v", 1L)
            .Node("set", "variables_set").Config("variable_name", "v")
            .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go")
            .Node("get", "variables_get").Config("variable_name", "v").Return()
            .Exec("start", "set", "wait", "return").Data("start.x", "set.value").Data("get.value", "return.v").Data("wait.payload", "return.p");
        var run = cluster.NewRun();
        var id = (await run.StartAsync(flow, ("x", 42L))).RunId;
        await run.EventsUntilAsync("node_waiting");

        await cluster.RestartAsync();
        var again = cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await again.SignalAsync(new SendSignal("go", "late"), CancellationToken.None);

        var ended = await again.EndAsync();
        Assert.Equal(42L, ended.Result!["v"]);
        Assert.Equal("late", ended.Result["p"]);
    }

    [Fact]
    public async Task RunningNode_IsStartedAgainAfterARestartUnderTheSameKey()
    {
        var ledger = Path.GetTempFileName();
        await using var cluster = await RayFlowCluster.StartAsync(Cluster.Nodes);
        var flow = new FlowBuilder().Node("book", "test_ledger").Input("file", ledger).Node("slow", "test_hangs").Return()
            .Exec("start", "book", "slow", "return");
        var run = cluster.NewRun();
        var id = (await run.StartAsync(flow)).RunId;
        await run.EventsUntilAsync("node_started", "slow");

        await cluster.RestartAsync();
        var again = cluster.Grains.GetGrain<IWorkflowGrain>(id);
        var history = await again.HistoryAsync(cluster.Grains);
        await again.CommandAsync(RunCommand.Cancel, CancellationToken.None);

        Assert.Equal(["completed", "completed", "running"], history!.Items.Select(item => item.State));
        Assert.Single(await File.ReadAllLinesAsync(ledger));
        File.Delete(ledger);
    }

    [Fact]
    public async Task Events_AfterARestart_AreTheSameAndGoOn()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        var flow = new FlowBuilder().Node("a", "checkpoint").Input("value", 1L).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "a", "wait", "return");
        var run = cluster.NewRun();
        var id = (await run.StartAsync(flow)).RunId;
        var before = await run.EventsUntilAsync("node_waiting");

        await cluster.RestartAsync();
        var again = cluster.Grains.GetGrain<IWorkflowGrain>(id);
        await again.SignalAsync(new SendSignal("go", Value.Null), CancellationToken.None);
        await again.EndAsync();
        var all = await again.AllEventsAsync();

        Assert.Equal(before.Select(Line), all.Take(before.Count).Select(Line));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(item => item.Sequence));
        Assert.Equal("run_completed", all[^1].Type);
    }

    [Fact]
    public async Task FailedRun_Retried_KeepsWhatCompleted()
    {
        var ledger = Path.GetTempFileName();
        await using var cluster = await RayFlowCluster.StartAsync(Cluster.Nodes);
        var flow = new FlowBuilder().Node("first", "test_ledger").Input("file", ledger).Node("second", "test_ledger").Input("file", ledger).Input("fail_until", 2L)
            .Policy("on_error", "retry").Policy("max_attempts", 1L).Return().Exec("start", "first", "second", "return");
        var run = cluster.NewRun();
        Assert.Equal(RunStatus.Failed, (await run.RunAsync(flow)).Status);

        await run.CommandAsync(RunCommand.Retry, CancellationToken.None);
        var ended = await run.EndAsync();

        // The node that failed is tried once more; the first node is not repeated.
        var lines = await File.ReadAllLinesAsync(ledger);
        Assert.Equal(RunStatus.Completed, ended.Status);
        Assert.Equal(["first 1", "second 1", "second 2"], lines.Select(line => line.Split('/')[^1]));
        File.Delete(ledger);
    }

    [Fact]
    public async Task Events_ReadBeforeARetryAndAfterIt_TellOfTheRetry()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        var reader = cluster.Grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key);
        var run = cluster.NewRun();
        var id = (await run.RunAsync(new FlowBuilder().Node("divide", "math_divide").Input("x", 1L).Input("y", 0L).Return().Exec("start", "divide", "return"))).RunId;
        var before = await reader.ReadEventsAsync(id, 0, 100, CancellationToken.None);

        await run.CommandAsync(RunCommand.Retry, CancellationToken.None);
        await run.EndAsync();
        var after = await reader.ReadEventsAsync(id, 0, 100, CancellationToken.None);

        Assert.Equal("run_failed", before!.Events[^1].Type);
        Assert.Equal(before.Events.Select(Line), after!.Events.Take(before.Events.Count).Select(Line));
        Assert.Equal(["run_retried", "node_started", "node_failed", "run_failed"], after.Events.Skip(before.Events.Count).Select(item => item.Type));
    }

    private static string Line(TimelineEvent item) => $"{item.Sequence} {item.Type} {item.NodeId} {item.Frame} {item.At:O} {item.Data.Count} {ValueJson.ToJson(item.Data)}";
}
