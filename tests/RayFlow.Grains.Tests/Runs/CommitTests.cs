using Npgsql;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What is told of a run, and when.</summary>
public sealed class CommitTests(Cluster cluster) : IClassFixture<Cluster>
{
    private static FlowBuilder Waiting => new FlowBuilder().Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
        .Exec("start", "wait", "return").Data("wait.payload", "return.x");

    [Fact]
    public async Task End_ThatIsNotCommitted_IsToldToNobody()
    {
        var grain = cluster.Silo.NewRun();
        await grain.StartAsync(new FlowBuilder().Node("slow", "test_hangs").Return().Exec("start", "slow", "return"));
        await using var database = NpgsqlDataSource.Create(cluster.Silo.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await using var holdingUp = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE journal IN EXCLUSIVE MODE", connection, holdingUp))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var cancelled = grain.CommandAsync(RunCommand.Cancel, CancellationToken.None);
        var during = await grain.GetAsync(CancellationToken.None);

        Assert.False(cancelled.IsCompleted);
        Assert.Equal(RunStatus.Running, during!.Status);
        Assert.Null(during.EndedAt);
        await holdingUp.CommitAsync();
        await cancelled;
        Assert.Equal(RunStatus.Cancelled, (await grain.WaitForEndAsync(TimeSpan.FromSeconds(20), CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Signals_ToOneRunAtOnce_InterleaveAndShareCommits()
    {
        const int Many = 600;
        var grain = cluster.Silo.NewRun();
        var flow = new FlowBuilder().Node("loop", "flow_for_range").Input("stop", (long)Many).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "loop").Exec("loop.body", "wait").Exec("loop.completed", "return").Data("wait.payload", "loop.collect").Data("loop.collected", "return.all");
        var id = (await grain.StartAsync(flow)).RunId;
        await using var database = NpgsqlDataSource.Create(cluster.Silo.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await using var holdingUp = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE journal IN EXCLUSIVE MODE", connection, holdingUp))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var signals = Task.WhenAll(Enumerable.Range(0, Many).Select(number => grain.SignalAsync(new SendSignal("go", (long)number), CancellationToken.None)));
        Assert.NotNull(await grain.GetAsync(CancellationToken.None)); // it came after the signals, and all of them wait
        await holdingUp.CommitAsync();

        Assert.All(await signals, answer => Assert.Null(answer.Refused));
        Assert.Equal(Enumerable.Range(0, Many).Select(number => (long)number), (await grain.EndAsync()).Result!["all"].AsList().Select(value => value.AsInt()).Order());
        Assert.InRange(await cluster.Silo.QueryAsync($"SELECT count(DISTINCT xmin::text) FROM journal WHERE run_id = '{id}'"), 1, 10);
    }

    [Fact]
    public async Task Variables_ThatANodeOfYoursChanges_ChangeOnceHoweverOftenItIsTried()
    {
        var flow = new FlowBuilder().Variable("n", 0, "int").Node("tally", "test_tally").Policy("on_error", "retry").Policy("initial_delay_seconds", 0)
            .Node("get", "variables_get").Config("variable_name", "n").Return().Exec("start", "tally", "return")
            .Data("get.value", "return.n").Data("tally.seen", "return.seen");

        var run = await cluster.Silo.NewRun().RunAsync(flow);

        Assert.Equal(11L, run.Result!["n"]);
        Assert.Equal(11L, run.Result["seen"]);
    }

    [Fact]
    public async Task Variables_AreReadAndChangedOnlyByWhatRuns()
    {
        var grain = cluster.Silo.NewRun();
        var store = cluster.Silo.Grains.GetGrain<IVariableStoreGrain>(grain.GetPrimaryKeyString());
        await grain.StartAsync(Waiting.Variable("n", 3L));

        var refused = await store.ApplyAsync(new VariableOperation(0, 2, 1, VariableChangeKind.Set, "n", 4L), CancellationToken.None);

        Assert.Equal("node_over", refused.Error!.Code);
        Assert.Equal("{\"n\":3}", ((Value)await store.GetAllAsync(CancellationToken.None)).ToString());
    }
}
