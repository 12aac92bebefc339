using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

/// <summary>A run that holds or computes more than it may ends early, with what it holds then; one that only passes large values on goes on.</summary>
public sealed class RunBudgetTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void Collected_ThatIsMoreThanARunMayHold_FailsEarlyAndNamesTheNode()
    {
        var flow = Doubling(new FlowBuilder(), 20).Node("for", "flow_for_range").Input("stop", 100_000).Return()
            .Exec("start", "for").Exec("for.completed", "return").Data("d20.result", "for.collect").Data("for.collected", "return.all");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStateBytes = 32 * Megabyte }, observed: false).Start();

        Assert.Equal(("run_too_large", "for"), (run.Error.Error.Code, run.Error.NodeId));
        Assert.Contains("MaxStateBytes", run.Error.Error.Message, StringComparison.Ordinal);
        Assert.InRange(run.State.LastFrame, 10, 20); // two megabytes a turn
        Assert.IsType<RunFaulted>(run.Journal[^1]);
    }

    [Fact]
    public void Values_ThatAreLetGo_CountNoMore()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Nodes("test_effect", "work").Return()
            .Exec("start", "for").Exec("for.body", "work").Exec("for.completed", "return").Data("start.items", "for.items");
        var world = new World { Otherwise = _ => new World.Answer(ValueMap.Of(("value", new string('x', 100_000)))) };
        var run = new EngineRun(flow, world, new RunLimits { MaxStateBytes = Megabyte }).Start(("items", ValueList.Create([.. Enumerable.Range(0, 200).Select(i => (Value)i)]))).Finish();

        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Value_ThatManyInstancesRead_CountsOnce()
    {
        var flow = new FlowBuilder("text").Node("for", "flow_for_range").Input("stop", 500).Constant("CONCURRENCY", 0).Nodes("test_effect", "work").Return()
            .Exec("start", "for").Exec("for.body", "work").Exec("for.completed", "return").Data("start.text", "work.value");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStateBytes = Megabyte }).Start(("text", new string('x', 100_000)));

        Assert.Equal(500, run.Pending.Count);
        Assert.Equal("return", run.Finish().Outcome.ReturnNode);
    }

    [Fact]
    public void Frames_OfLoopsInLoops_CountAsWell()
    {
        var flow = new FlowBuilder().Node("outer", "flow_for_range").Input("stop", 1000).Constant("CONCURRENCY", 0).Node("inner", "flow_for_range").Input("stop", 1000).Constant("CONCURRENCY", 0)
            .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "outer").Exec("outer.body", "inner").Exec("inner.body", "wait").Exec("outer.completed", "return");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStateBytes = 10 * Megabyte }, observed: false).Start();

        Assert.Equal("run_too_large", run.Error.Error.Code);
        Assert.InRange(run.State.LastFrame, 5_000, 50_000);
    }

    [Fact]
    public void Answers_OfNodes_CountAndTheNodeThatGaveTooMuchIsNamed()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b", "c").Return().Exec("start", "a", "b", "c", "return");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStateBytes = Megabyte }).Start()
            .Complete("a", ("value", new string('a', 300_000))).Complete("b", ("value", new string('b', 300_000)));

        Assert.Equal(("run_too_large", "b"), (run.Error.Error.Code, run.Error.NodeId));
        Assert.Empty(run.PendingPaths);
    }

    [Fact]
    public void Gathering_ThatHoldsTooMuchAtOnce_IsGivenUp()
    {
        var flow = new FlowBuilder().Return().Exec("start", "return");
        Doubling(flow, 20);
        for (var i = 0; i < 40; i++)
        {
            flow.Node($"copy{i}", "string_concat").Input("b", "!").Data("d20.result", $"copy{i}.a").Data($"copy{i}.result", $"return.x{i}");
        }

        var run = new EngineRun(flow, limits: new RunLimits { MaxStateBytes = 32 * Megabyte });
        var fault = Assert.Throws<RunFaultException>(() => run.Start());

        Assert.Equal("run_too_large", fault.Error.Code);
    }

    [Fact]
    public void Steps_WithoutAnEvent_EndAtTheLimit()
    {
        var run = new EngineRun(Counting(1_000_000), limits: new RunLimits { MaxStepsBetweenEvents = 10_000 }, observed: false).Start();

        Assert.Equal("step_limit", run.Error.Error.Code);
        Assert.Equal(10_001, run.State.Steps);
    }

    [Fact]
    public void Steps_BetweenEvents_AreCountedFromTheLastOne()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 100).Node("inner", "flow_for_range").Input("stop", 100).Nodes("test_effect", "work").Return()
            .Exec("start", "for").Exec("for.body", "inner").Exec("inner.completed", "work").Exec("for.completed", "return");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStepsBetweenEvents = 1_000 }, observed: false).Start().Finish();

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.True(run.State.Steps > 10_000);
    }

    [Fact]
    public void Text_ThatIsComputed_CountsAsSteps()
    {
        var flow = Doubling(new FlowBuilder(), 20).Node("for", "flow_for_range").Input("stop", 1_000_000).Node("tick", "checkpoint").Return()
            .Exec("start", "for").Exec("for.completed", "return").Data("d20.result", "for.collect");
        var run = new EngineRun(flow, limits: new RunLimits { MaxStepsBetweenEvents = 100_000 }, observed: false).Start();

        Assert.Equal("step_limit", run.Error.Error.Code);
        Assert.InRange(run.State.Steps, 10, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void Run_ThatWasTooLarge_IsReplayedTheSame(int budget)
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 1000).Constant("CONCURRENCY", 3).Nodes("test_effect", "work").Return()
            .Exec("start", "for").Exec("for.body", "work").Exec("for.completed", "return").Data("work.value", "for.collect").Data("for.collected", "return.all");
        var world = new World { Otherwise = call => new World.Answer(ValueMap.Of(("value", call.Path + new string('x', 2_000)))) };
        var run = new EngineRun(EngineRun.Build(flow), world, new RunLimits { MaxStateBytes = 100_000 }) { Budget = budget }.Start().Finish();
        Assert.Equal("run_too_large", run.Error.Error.Code);
        var (lines, outcome) = (run.Recorder!.Lines, Recorder.Describe(run.Outcome));

        run.Restore();

        Assert.Equal(lines, run.Recorder.Lines);
        Assert.Equal(outcome, Recorder.Describe(run.Outcome));
    }

    [Fact]
    public void Replay_OfWhatWasWithinTheLimitsOfItsTime_MeasuresNothing()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return");
        var run = new EngineRun(flow).Start().Complete("a", ("value", new string('a', 300_000))).Complete("b");

        var state = RunReplay.Fold(run.Graph, new RunLimits { MaxStateBytes = 1_024, MaxStepsBetweenEvents = 1 }, run.Journal);

        Assert.Null(state.Excess);
        RunEngine.Decide(state, new Continued { At = run.Now });
        Assert.Equal("return", state.Outcome?.ReturnNode);
    }

    [Fact]
    public void Snapshot_OfALargeRun_StillKnowsThatItIsLarge()
    {
        var limits = new RunLimits { MaxStateBytes = Megabyte };
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return");
        var run = new EngineRun(flow, limits: limits).Start().Complete("a", ("value", new string('a', 400_000)));

        var state = RunSnapshot.Open(RunSnapshot.Write(run.State)).Read(run.Graph, limits);
        var node = run.Graph.Index["b"];
        RunEngine.Decide(state, RunEngine.Stamp(state, new NodeCompleted { At = run.Now, Frame = 0, Node = node, Attempt = 1, Outputs = ValueMap.Of(("value", new string('b', 400_000))) }));

        Assert.Equal(("run_too_large", "b"), (state.Excess?.Code, state.Excess?.NodeId));
    }

    [Fact]
    public void Run_UnderEarlierRules_HasNoBudget()
    {
        var run = new EngineRun(Counting(20_000), limits: new RunLimits { MaxStateBytes = 1_024, MaxStepsBetweenEvents = 1_000 }.UnderRules(1), observed: false).Start();

        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Retry_OfARunThatWasTooLarge_EndsTheSameWay()
    {
        var run = new EngineRun(Counting(1_000_000), limits: new RunLimits { MaxStepsBetweenEvents = 10_000 }, observed: false).Start();

        run.Retry();

        Assert.Equal("step_limit", run.Error.Error.Code);
    }

    private static FlowBuilder Counting(long turns) => new FlowBuilder().Node("for", "flow_for_range").Input("stop", turns).Nodes("flow_merge", "m").Return()
        .Exec("start", "for").Exec("for.body", "m").Exec("for.completed", "return");

    /// <summary>Free pure nodes that double a text so many times.</summary>
    private static FlowBuilder Doubling(FlowBuilder flow, int times)
    {
        flow.Node("d0", "string_concat").Input("a", "x").Input("b", "");
        for (var i = 1; i <= times; i++)
        {
            flow.Node($"d{i}", "string_concat").Data($"d{i - 1}.result", $"d{i}.a").Data($"d{i - 1}.result", $"d{i}.b");
        }

        return flow;
    }
}
