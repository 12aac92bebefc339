using Npgsql;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Storage.Runs;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Runs that have ended: their row tells of them, and nothing changes it.</summary>
public sealed class EndedRunTests : IAsyncLifetime
{
    private RayFlowCluster _cluster = null!;

    private static FlowBuilder Failing => new FlowBuilder().Node("divide", "math_divide").Input("x", 1L).Input("y", 0L).Return().Exec("start", "divide", "return");

    private static FlowBuilder Lasting => new FlowBuilder("x").Node("keep", "checkpoint").Node("wait", "flow_delay").Input("seconds", 0.05).Return()
        .Exec("start", "keep", "wait", "return").Data("start.x", "keep.value").Data("keep.value", "return.x");

    public async ValueTask InitializeAsync() => _cluster = await RayFlowCluster.StartAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_OfARunThatHasEnded_LeavesItsRowAsItIs(bool restarts)
    {
        var run = _cluster.NewRun();
        var id = run.GetPrimaryKeyString();
        var first = await run.RunAsync(Lasting, ("x", 7L));
        var row = await RowAsync(id);
        if (restarts)
        {
            await _cluster.RestartAsync();
            run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);
        }

        var again = await run.StartAsync(Lasting, ("x", 7L));
        var later = await run.GetAsync(CancellationToken.None);

        Assert.Equal(row, await RowAsync(id));
        foreach (var told in new[] { again, later! })
        {
            Assert.Equal((first.EndedAt, first.Statistics!.TotalSeconds, first.Result), (told.EndedAt, told.Statistics!.TotalSeconds, told.Result));
            Assert.Equal(first.Statistics.NodeSeconds, told.Statistics.NodeSeconds);
        }
    }

    [Fact]
    public async Task Retry_OfARunThatRetentionTook_FindsNoRunAndLeavesNothing()
    {
        var run = _cluster.NewRun();
        var id = (await run.RunAsync(Failing)).RunId;
        Assert.NotNull(await run.HistoryAsync(_cluster.Grains));
        Assert.Equal(RunStatus.Failed, (await run.GetAsync(CancellationToken.None))!.Status); // an activation knows it
        await using (var database = NpgsqlDataSource.Create(_cluster.ConnectionString))
        {
            Assert.Equal(1, await new Retention(database).DeleteAsync(TimeSpan.Zero, 100, CancellationToken.None));
        }

        var answer = await run.CommandAsync(RunCommand.Retry, CancellationToken.None);

        Assert.Null(answer.Run);
        Assert.Null(await run.HistoryAsync(_cluster.Grains));
        Assert.Null(await _cluster.Grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).FindEndedAsync(id, CancellationToken.None));
        Assert.Equal(0, await _cluster.QueryAsync("SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM journal) + (SELECT count(*) FROM snapshots)"));
        Assert.Equal(RunStatus.Failed, (await run.RunAsync(Failing)).Status); // the id is free again
    }

    [Fact]
    public async Task Command_OnARunThatEndedLongAgo_IsRefusedWithoutItsJournal()
    {
        var run = _cluster.NewRun();
        var id = (await run.RunAsync(Lasting, ("x", 7L))).RunId;
        await _cluster.RestartAsync();
        await _cluster.ExecuteAsync($"UPDATE journal SET payload = 'nobody can fold this' WHERE run_id = '{id}'");
        run = _cluster.Grains.GetGrain<IWorkflowGrain>(id);

        foreach (var command in new[] { RunCommand.Cancel, RunCommand.Pause, RunCommand.Terminate })
        {
            var answer = await run.CommandAsync(command, CancellationToken.None);

            Assert.Equal((RunStatus.Completed, "The run has ended: it is completed."), (answer.Run!.Status, answer.Refused));
        }

        Assert.Equal("The run has ended or cannot go on here; a signal cannot reach it.", (await run.SignalAsync(new SendSignal("go", Value.Null), CancellationToken.None)).Refused);
        Assert.Equal(7L, (await run.WaitForEndAsync(TimeSpan.FromSeconds(5), CancellationToken.None))!.Result!["x"]);
    }

    [Fact]
    public async Task Rerun_FromTheLastOfMoreNodesThanAPageHas_RepeatsNoneOfTheOthers()
    {
        const int Nodes = 1_100;
        var ledger = Path.GetTempFileName();
        await using var cluster = await RayFlowCluster.StartAsync(Cluster.Nodes);
        var flow = new FlowBuilder();
        for (var i = 0; i < Nodes; i++)
        {
            flow.Node($"n{i}", "test_ledger").Input("file", ledger).Exec("start", $"n{i}").Exec($"n{i}", "last");
        }

        flow.Node("last", "test_ledger").Input("file", ledger).Return().Exec("last", "return");
        var first = await cluster.NewRun().RunAsync(flow);
        Assert.Equal((RunStatus.Completed, Nodes + 1), (first.Status, (await File.ReadAllLinesAsync(ledger)).Length));

        var again = cluster.NewRun();
        var started = await again.StartAsync(new StartRun { Rerun = new RerunFrom(first.RunId, "last") }, CancellationToken.None);
        Assert.NotNull(started.Run);
        Assert.Equal(RunStatus.Completed, (await again.EndAsync()).Status);

        var lines = await File.ReadAllLinesAsync(ledger);
        Assert.Equal([$"{started.Run.RunId}//last 1"], lines.Skip(Nodes + 1));
        File.Delete(ledger);
    }

    private async Task<string> RowAsync(string id)
    {
        await using var database = NpgsqlDataSource.Create(_cluster.ConnectionString);
        await using var command = database.CreateCommand($"SELECT xmin::text || ' ' || row_to_json(runs)::text || ' ' || (SELECT count(*) FROM journal WHERE run_id = '{id}') FROM runs WHERE run_id = '{id}'");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
