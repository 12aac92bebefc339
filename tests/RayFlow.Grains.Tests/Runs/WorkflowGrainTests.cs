using System.Text;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Runs on a silo with a real database.</summary>
public sealed class WorkflowGrainTests(Cluster cluster) : IClassFixture<Cluster>
{
    private static FlowBuilder Sum => new FlowBuilder("x:int", "y:int").Node("add", "math_add").Return()
        .Exec("start", "return").Data("start.x", "add.x").Data("start.y", "add.y").Data("add.result", "return.sum");

    [Fact]
    public async Task Run_OfPureNodes_HasEndedWhenItsStartIsAnswered()
    {
        var run = await cluster.Silo.NewRun().StartAsync(Sum, ("x", 5L), ("y", 3L));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(8L, run.Result!["sum"]);
        Assert.Equal(3, run.Statistics!.NodesExecuted);
    }

    [Fact]
    public async Task Start_Repeated_AnswersWithTheFirstRun()
    {
        var grain = cluster.Silo.NewRun();
        var first = await grain.StartAsync(Sum, ("x", 1L), ("y", 1L));

        var second = await grain.StartAsync(Sum, ("x", 100L), ("y", 100L));

        Assert.Equal(2L, second.Result!["sum"]);
        Assert.Equal(first.StartedAt, second.StartedAt);
    }

    [Fact]
    public async Task Start_WithWrongInputs_IsRefusedWithEveryProblem()
    {
        var result = await cluster.Silo.NewRun().StartAsync(
            new StartRun { Document = Encoding.UTF8.GetBytes(Sum.ToJson()), Inputs = ValueMap.Of(("x", "five"), ("z", 1L)) }, CancellationToken.None);

        Assert.Equal(StartRefusal.InvalidInputs, result.Refusal);
        Assert.Equal(["RF603 wrong_input_type", "RF601 missing_run_input", "RF602 unknown_run_input"], result.Diagnostics!.Select(problem => problem.Code));
    }

    [Fact]
    public async Task Get_RunThatNeverStarted_IsNull() => Assert.Null(await cluster.Silo.NewRun().GetAsync(CancellationToken.None));

    [Fact]
    public async Task Node_ThatThrows_FailsTheRunWithItsMessageAndNoStackTrace()
    {
        var run = await cluster.Silo.NewRun().RunAsync(new FlowBuilder().Node("bad", "test_throws").Return().Exec("start", "bad", "return"));

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal("bad", run.Error!.NodeId);
        Assert.Contains("kaboom", run.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", run.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ThatHangs_TimesOutByItsPolicy()
    {
        var flow = new FlowBuilder().Node("slow", "test_hangs").Policy("timeout_seconds", 0.2).Return().Exec("start", "slow", "return");

        var run = await cluster.Silo.NewRun().RunAsync(flow);

        Assert.Equal("timeout", run.Error!.Code);
    }

    [Fact]
    public async Task Node_ThatGivesWhatItDidNotDeclare_Fails()
    {
        var run = await cluster.Silo.NewRun().RunAsync(new FlowBuilder().Node("liar", "test_lies").Return().Exec("start", "liar", "return"));

        Assert.Equal("bad_output", run.Error!.Code);
    }

    [Fact]
    public async Task Retry_KeepsTheIdempotencyKeyAndCountsAttempts()
    {
        var ledger = Path.GetTempFileName();
        var flow = new FlowBuilder().Node("book", "test_ledger").Input("file", ledger).Input("fail_until", 3L)
            .Policy("on_error", "retry").Policy("initial_delay_seconds", 0.01).Return().Exec("start", "book", "return").Data("book.key", "return.key");
        var grain = cluster.Silo.NewRun();

        var run = await grain.RunAsync(flow);

        Assert.Equal(RunStatus.Completed, run.Status);
        var key = run.Result!["key"].AsStr();
        Assert.StartsWith(run.RunId + "/", key, StringComparison.Ordinal);
        Assert.Equal([$"{key} 1", $"{key} 2", $"{key} 3"], await File.ReadAllLinesAsync(ledger));
        File.Delete(ledger);
    }

    [Fact]
    public async Task HeavyPureNode_IsEvaluatedForItsConsumer()
    {
        var flow = new FlowBuilder().Node("loud", "test_shout").Input("text", "hey").Return().Exec("start", "return").Data("loud.loud", "return.text");

        var run = await cluster.Silo.NewRun().RunAsync(flow);

        Assert.Equal("HEY!", run.Result!["text"]);
    }

    [Fact]
    public async Task Cancel_ReachesTheRunningNode()
    {
        var witness = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        using var watch = new FileSystemWatcher(Path.GetTempPath(), Path.GetFileName(witness));
        var seen = new TaskCompletionSource();
        watch.Created += (_, _) => seen.TrySetResult();
        watch.EnableRaisingEvents = true;
        var grain = cluster.Silo.NewRun();
        await grain.StartAsync(new FlowBuilder().Node("slow", "test_hangs").Input("file", witness).Return().Exec("start", "slow", "return"));
        await grain.EventsUntilAsync("node_started", "slow");

        var cancelled = await grain.CommandAsync(RunCommand.Cancel, CancellationToken.None);

        Assert.Equal(RunStatus.Cancelled, cancelled.Run!.Status);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        File.Delete(witness);
    }

    [Fact]
    public async Task Command_OnEndedRun_IsRefusedInWords()
    {
        var grain = cluster.Silo.NewRun();
        await grain.RunAsync(Sum, ("x", 1L), ("y", 1L));

        var result = await grain.CommandAsync(RunCommand.Cancel, CancellationToken.None);

        Assert.Equal("The run has ended: it is completed.", result.Refused);
    }

    [Fact]
    public async Task Report_ThatNobodyWaitsFor_ChangesNothing()
    {
        var grain = cluster.Silo.NewRun();
        await grain.StartAsync(new FlowBuilder().Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "wait", "return").Data("wait.payload", "return.p"));

        await grain.ReportAsync(new NodeReport(0, 1, 1, ValueMap.Of(("payload", "forged")), null, false, 0, []), CancellationToken.None);
        await grain.ReportAsync(new NodeReport(99, 99, 1, ValueMap.Empty, null, false, 0, []), CancellationToken.None);
        await grain.SignalAsync(new SendSignal("go", "real"), CancellationToken.None);

        Assert.Equal("real", (await grain.EndAsync()).Result!["p"]);
    }

    [Fact]
    public async Task ManyRuns_AtOnce_AllAnswerCorrectly()
    {
        var flow = new FlowBuilder("x:int", "y:int").Node("add", "math_add").Node("store", "checkpoint").Return()
            .Exec("start", "store", "return").Data("start.x", "add.x").Data("start.y", "add.y").Data("add.result", "store.value").Data("store.value", "return.sum");

        var runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => cluster.Silo.NewRun().RunAsync(flow, ("x", (long)i), ("y", 1L))));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (Value)(long)i), runs.Select(run => run.Result!["sum"]));
    }

    [Fact]
    public async Task Variables_AreReadWhenTheyAreNeeded()
    {
        var flow = new FlowBuilder().Variable("n", 0L)
            .Node("loop", "flow_for_range").Input("stop", 10L).Constant("CONCURRENCY", 4L)
            .Node("inc", "variables_increment").Config("variable_name", "n")
            .Node("get", "variables_get").Config("variable_name", "n").Return()
            .Exec("start", "loop").Exec("loop.body", "inc").Exec("loop.completed", "return").Data("get.value", "return.n");

        var run = await cluster.Silo.NewRun().RunAsync(flow);

        Assert.Equal(10L, run.Result!["n"]);
        Assert.True(run.Result["n"].IsInt);
    }

    [Fact]
    public async Task ChildRun_GivesItsResultAndItsFailure()
    {
        var child = new FlowBuilder("x:int").Node("half", "math_divide").Input("x", 10L).Return().Exec("start", "return").Data("start.x", "half.y").Data("half.result", "return.half");
        await cluster.Silo.Grains.GetGrain<GrainInterfaces.Flows.IFlowGrain>("half").SaveAsync(new(Encoding.UTF8.GetBytes(child.ToJson())), CancellationToken.None);
        FlowBuilder Parent(long by) => new FlowBuilder().Node("call", "flow_call").Constant("FLOW", "half").Input("x", by).Return().Exec("start", "call", "return").Data("call.half", "return.half");

        var parent = cluster.Silo.NewRun();
        var good = await parent.RunAsync(Parent(4));
        var bad = await cluster.Silo.NewRun().RunAsync(Parent(0));

        Assert.Equal(2.5, good.Result!["half"]);
        Assert.Equal("division_by_zero", bad.Error!.Code);
        Assert.Contains("Child run ", bad.Error.Message, StringComparison.Ordinal);
        var calls = (await parent.HistoryAsync(cluster.Silo.Grains))!.Items.ToDictionary(item => item.NodeId, item => item.ChildRunId);
        Assert.Null(calls["start"]);
        Assert.Equal(good.RunId, (await cluster.Silo.Grains.GetGrain<IWorkflowGrain>(calls["call"]!).GetAsync(CancellationToken.None))!.ParentRunId);
    }
}
