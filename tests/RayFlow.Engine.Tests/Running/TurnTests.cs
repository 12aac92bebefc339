using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class TurnTests
{
    [Fact]
    public void Collect_FromASkippedNode_AddsNull()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Node("if", "logic_if").Nodes("test_effect", "yes").Return()
            .Exec("start", "for").Exec("for.body", "if").Exec("if.true", "yes").Exec("for.completed", "return")
            .Data("start.items", "for.items").Data("for.element", "if.condition").Data("for.index", "yes.value").Data("yes.value", "for.collect").Data("for.collected", "return.collected");

        var run = EngineRun.ToEnd(flow, null, ("items", ValueList.Create([true, false, true])));

        Assert.Equal("[0,null,2]", run.Result["collected"].ToString());
    }

    [Fact]
    public void Collect_ThroughAPureNodeThatHasNothingToRead_FailsTheLoop()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Node("if", "logic_if").Nodes("test_effect", "yes").Node("upper", "string_upper").Return()
            .Exec("start", "for").Exec("for.body", "if").Exec("if.true", "yes").Exec("for.completed", "return")
            .Data("start.items", "for.items").Data("for.element", "if.condition").Data("yes.value", "upper.text").Data("upper.result", "for.collect");

        var run = EngineRun.ToEnd(flow, null, ("items", ValueList.Create([false])));

        Assert.Equal("missing_input", run.Error.Error.Code);
        Assert.Equal("upper", run.Error.NodeId);
        Assert.Equal("", run.Error.Frame);
    }

    [Fact]
    public void Collect_ThroughAHeavyNode_WaitsForItInEveryTurn()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Constant("CONCURRENCY", 2).Nodes("test_heavy", "heavy").Return()
            .Exec("start", "for").Exec("for.completed", "return")
            .Data("start.items", "for.items").Data("for.element", "heavy.x").Data("heavy.result", "for.collect").Data("for.collected", "return.collected");
        var run = new EngineRun(flow).Start(("items", ValueList.Create([1, 2, 3])));

        Assert.Equal(["for[0]/heavy@for", "for[1]/heavy@for"], run.PendingPaths);
        run.Complete("for[1]/heavy@for", ("result", "b"));
        Assert.Equal(["for[0]/heavy@for", "for[2]/heavy@for"], run.PendingPaths);
        run.Complete("for[0]/heavy@for", ("result", "a"));
        Assert.Equal("""["a","b",3]""", run.Settle().Result["collected"].ToString());
    }

    [Fact]
    public void Collect_ThroughAHeavyNodeThatFails_FailsTheLoopAndCancelsTheOtherTurns()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Constant("CONCURRENCY", 0).Nodes("test_heavy", "heavy").Return()
            .Exec("start", "for").Exec("for.error", "return")
            .Data("start.items", "for.items").Data("for.element", "heavy.x").Data("heavy.result", "for.collect").Data("for.error", "return.error");
        var run = new EngineRun(flow).Start(("items", ValueList.Create([1, 2, 3])));

        run.Fail("for[1]/heavy@for");

        Assert.Equal(2, run.Instructions.OfType<CancelNode>().Count());
        Assert.Equal("heavy", run.Result["error"].AsDict()["node_id"]);
        Assert.Single(run.State.Frames);
    }

    [Fact]
    public void Turns_HaveInputsAndResultsOfTheirOwn()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Constant("CONCURRENCY", 0).Nodes("test_effect", "a", "b").Node("join", "data_list_make").Return()
            .Exec("start", "for").Exec("for.body", "a", "join").Exec("for.body", "b", "join").Exec("for.completed", "return")
            .Data("start.items", "for.items").Data("for.element", "a.value").Data("for.index", "b.value").Data("a.value", "join.one").Data("b.value", "join.two")
            .Data("join.list", "for.collect").Data("for.collected", "return.collected");

        Assert.Equal("""[["x",0],["y",1]]""", EngineRun.ToEnd(flow, null, ("items", ValueList.Create(["x", "y"]))).Result["collected"].ToString());
    }

    [Fact]
    public void Loop_OfMoreTurnsThanAllowed_FailsBeforeTheFirst()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("start", long.MinValue).Input("stop", long.MaxValue).Nodes("test_effect", "body").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal("loop_limit", run.Error.Error.Code);
        Assert.Empty(run.World.Calls);
    }

    [Fact]
    public void Loops_InsideEachOther_HaveFramesInFrames()
    {
        var flow = new FlowBuilder().Node("outer", "flow_for_range").Input("stop", 2).Node("inner", "flow_for_range").Input("stop", 2).Node("both", "data_list_make").Return()
            .Exec("start", "outer").Exec("outer.body", "inner").Exec("inner.body", "both").Exec("outer.completed", "return")
            .Data("outer.index", "both.outer").Data("inner.index", "both.inner").Data("both.list", "inner.collect").Data("inner.collected", "outer.collect").Data("outer.collected", "return.x");

        Assert.Equal("[[[0,0],[0,1]],[[1,0],[1,1]]]", EngineRun.ToEnd(flow).Result["x"].ToString());
    }

    [Fact]
    public void Return_InATurn_EndsTheRunAndCancelsTheOtherTurns()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Constant("CONCURRENCY", 0).Nodes("test_effect", "body").Return("inside").Return("after")
            .Exec("start", "for").Exec("for.body", "body", "inside").Exec("for.completed", "after").Data("start.items", "for.items").Data("for.element", "inside.x");
        var run = new EngineRun(flow).Start(("items", ValueList.Create(["a", "b", "c"])));

        run.Complete("for[1]/body");

        Assert.Equal("inside", run.Outcome.ReturnNode);
        Assert.Equal("b", run.Result["x"]);
        Assert.Equal(["for[0]/body", "for[2]/body"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
    }

    [Fact]
    public void Error_InOneOfManyParallelTurns_FailsTheRunAndCancelsTheOthers()
    {
        var run = new EngineRun(ForEach("body", 0)).Start(("items", ValueList.Create([.. Enumerable.Range(0, 50).Select(i => (Value)i)])));

        run.Fail("for[7]/body");

        Assert.Equal("for[7]", run.Error.Frame);
        Assert.Equal("body", run.Error.NodeId);
        Assert.Equal(49, run.Instructions.OfType<CancelNode>().Count());
    }

    [Fact]
    public void Error_InATurnThatContinues_LetsTheOthersGoOn()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Node("body", "test_effect").Policy("on_error", "continue").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return").Data("start.items", "for.items").Data("for.element", "body.value").Data("body.value", "for.collect").Data("for.collected", "return.x");

        var run = EngineRun.ToEnd(flow, new World().On("body", call => call.Inputs["value"] == 1 ? World.Error("odd", "It is odd.") : World.Echo(call)), ("items", ValueList.Create([0, 1, 2])));

        Assert.Equal("[0,null,2]", run.Result["x"].ToString());
        Assert.Equal("for[1]", Assert.Single(run.State.Errors).Frame);
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Fact]
    public void ErrorEdge_InsideATurn_IsTakenThere()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Nodes("test_effect", "body", "rescue").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("body.error", "rescue").Exec("for.completed", "return").Data("start.items", "for.items").Data("body.error", "rescue.value").Data("rescue.value", "for.collect").Data("for.collected", "return.x");

        var run = EngineRun.ToEnd(flow, new World().Fails("body"), ("items", ValueList.Create([0])));

        Assert.Equal("body", run.Result["x"].AsList()[0].AsDict()["node_id"]);
    }

    [Fact]
    public void Loop_OfAHundredThousandTurns_LeavesNoFrames()
    {
        const int turns = 100_000;
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", turns).Node("add", "math_add").Input("y", 1).Return()
            .Exec("start", "for").Exec("for.body", "add").Exec("for.completed", "return").Data("for.index", "add.x").Data("add.result", "for.collect").Data("for.collected", "return.x");
        var run = new EngineRun(flow, observed: false) { Budget = 1_000 };
        var most = 0;

        run.Start();
        most = Math.Max(most, run.State.Frames.Count);

        Assert.Equal(turns, run.Result["x"].AsList().Count);
        Assert.Equal(turns + 3, run.State.NodesExecuted);
        Assert.Equal(1, most);
        Assert.Null(run.State.Root.FirstChild);
    }

    [Fact]
    public void Loop_OfManyParallelTurns_KeepsOnlyThoseThatRun()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 2_000).Constant("CONCURRENCY", 100).Nodes("test_effect", "body").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return");
        var run = new EngineRun(flow, observed: false).Start();

        while (run.State.Outcome is null)
        {
            Assert.InRange(run.State.Frames.Count, 1, 101);
            run.Answer(run.Pending[run.Pending.Count / 2]);
        }

        Assert.Equal(2_003, run.State.NodesExecuted);
    }

    [Fact]
    public void Regions_DeeperThanAllowed_Fail()
    {
        var flow = new FlowBuilder().Return();
        for (var i = 0; i < 10; i++)
        {
            flow.Node($"l{i}", "flow_for_range").Input("stop", 1).Exec(i == 0 ? "start" : $"l{i - 1}.body", $"l{i}");
        }

        var run = new EngineRun(flow.Exec("l0.completed", "return"), limits: new RunLimits { MaxDepth = 9 }).Start();

        Assert.Equal("too_deep", run.Error.Error.Code);
        Assert.Equal("l9", run.Error.NodeId);
        Assert.Equal("return", new EngineRun(flow, limits: new RunLimits { MaxDepth = 10 }).Start().Outcome.ReturnNode);
    }

    [Fact]
    public void Loop_InAPausedRun_StartsNoNodeOfTheNextTurn()
    {
        var run = new EngineRun(ForEach("body")).Start(("items", ValueList.Create([0, 1])));

        run.Pause().Complete("for[0]/body");
        Assert.Empty(run.Pending);
        run.Resume();
        Assert.Equal(["for[1]/body"], run.PendingPaths);
    }

    [Fact]
    public void Loop_ThatIsSkippedOnError_GoesOnAsCompleted()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 3).Input("step", 0).Policy("on_error", "skip").Nodes("test_effect", "body").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return").Data("for.collected", "return.x");

        Assert.Equal("[]", EngineRun.ToEnd(flow).Result["x"].ToString());
    }

    private static FlowBuilder ForEach(string body, int concurrency = 1) => new FlowBuilder("items:list")
        .Node("for", "flow_for_each").Constant("CONCURRENCY", concurrency).Nodes("test_effect", body).Return()
        .Exec("start", "for").Exec("for.body", body).Exec("for.completed", "return")
        .Data("start.items", "for.items").Data("for.element", $"{body}.value").Data($"{body}.value", "for.collect").Data("for.collected", "return.collected");
}
