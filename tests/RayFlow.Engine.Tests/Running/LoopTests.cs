using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class LoopTests
{
    [Fact]
    public void Turn_ThatSettlesWhileTheRunIsPaused_StartsWhatItCollectsFromAfterwards()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 2).Nodes("test_effect", "body").Node("heavy", "test_heavy").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return").Data("body.value", "heavy.x").Data("heavy.result", "for.collect").Data("for.collected", "return.all");
        var run = new EngineRun(flow).Start().Pause().Complete("for[0]/body", ("value", 1));

        Assert.Empty(run.Pending);
        Assert.Equal(["for[0]/heavy@for"], run.Resume().PendingPaths);
        Assert.Equal("{\"all\":[1,null]}", ((Value)run.Settle().Result).ToString());
        Assert.Equal(OutcomeKind.Cancelled, new EngineRun(flow).Start().Pause().Complete("for[0]/body").Cancel().Outcome.Kind);
    }

    [Fact]
    public void ForEach_OverItems_RunsATurnEachInOrderAndCollects()
    {
        var run = EngineRun.ToEnd(ForEach("body"), null, ("items", ValueList.Create(["a", "b", "c"])));

        Assert.Equal(["for[0]/body", "for[1]/body", "for[2]/body"], run.World.Calls);
        Assert.Equal("""["a","b","c"]""", run.Result["collected"].ToString());
    }

    [Fact]
    public void ForEach_OverNothing_CompletesWithAnEmptyList()
    {
        var run = EngineRun.ToEnd(ForEach("body"), null, ("items", ValueList.Empty));

        Assert.Empty(run.World.Calls);
        Assert.Equal("[]", run.Result["collected"].ToString());
    }

    [Fact]
    public void ForEach_GivesElementAndIndex_ToEveryTurn()
    {
        var flow = ForEach("body").Data("for.index", "body.index");

        var run = new EngineRun(flow).Start(("items", ValueList.Create(["a", "b"]))).Finish();

        Assert.Contains("started for[1]/body [\"b\",1]", run.Lines);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(0, 5)]
    [InlineData(99, 5)]
    public void ForEach_WithConcurrency_RunsSoManyTurnsAtOnce(int concurrency, int atOnce)
    {
        var run = new EngineRun(ForEach("body", concurrency)).Start(("items", ValueList.Create([0, 1, 2, 3, 4])));

        Assert.Equal(atOnce, run.Pending.Count);
        run.Complete(run.PendingPaths.Last(), ("value", "x"));
        Assert.Equal(Math.Min(atOnce, 4), run.Pending.Count);
        Assert.Equal(5, run.Settle().Result["collected"].AsList().Count);
    }

    [Fact]
    public void ForEach_WithTurnsThatSettleOutOfOrder_CollectsInOrder()
    {
        var run = new EngineRun(ForEach("body", 0)).Start(("items", ValueList.Create([0, 1, 2])));

        run.Complete("for[2]/body", ("value", "c"));
        run.Complete("for[0]/body", ("value", "a"));
        run.Complete("for[1]/body", ("value", "b"));

        Assert.Equal("""["a","b","c"]""", run.Result["collected"].ToString());
    }

    [Fact]
    public void ForEach_BeyondTheMostParallelTurns_RunsAsManyAsAllowed()
    {
        var run = new EngineRun(ForEach("body", 0), limits: new RunLimits { MaxParallelTurns = 2 }).Start(("items", ValueList.Create([0, 1, 2])));

        Assert.Equal(2, run.Pending.Count);
    }

    [Fact]
    public void Loop_WithoutABody_MapsItsItemsThroughPureNodes()
    {
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Node("upper", "string_upper").Return()
            .Exec("start", "for").Exec("for.completed", "return")
            .Data("start.items", "for.items").Data("for.element", "upper.text").Data("upper.result", "for.collect").Data("for.collected", "return.collected");

        Assert.Equal("""["A","B"]""", EngineRun.ToEnd(flow, null, ("items", ValueList.Create(["a", "b"]))).Result["collected"].ToString());
    }

    [Theory]
    [InlineData(0, 3, 1, "[0,1,2]")]
    [InlineData(0, 7, 3, "[0,3,6]")]
    [InlineData(5, 0, -2, "[5,3,1]")]
    [InlineData(3, 3, 1, "[]")]
    [InlineData(5, 0, 1, "[]")]
    [InlineData(0, 5, -1, "[]")]
    [InlineData(long.MaxValue - 2, long.MaxValue, 1, "[9223372036854775805,9223372036854775806]")]
    [InlineData(long.MinValue + 1, long.MinValue, -1, "[-9223372036854775807]")]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, "[-9223372036854775808,-1,9223372036854775806]")]
    [InlineData(long.MaxValue, long.MinValue, long.MinValue, "[9223372036854775807,-1]")]
    public void ForRange_FromStartToBeforeStop_CountsBySteps(long start, long stop, long step, string indexes)
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("start", start).Input("stop", stop).Input("step", step).Node("keep", "test_tick").Return()
            .Exec("start", "for").Exec("for.body", "keep").Exec("for.completed", "return")
            .Data("for.index", "keep.value").Data("keep.value", "for.collect").Data("for.collected", "return.collected");

        Assert.Equal(indexes, EngineRun.ToEnd(flow).Result["collected"].ToString());
    }

    [Fact]
    public void ForRange_WithAStepOfZero_Fails()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Node("for", "flow_for_range").Input("stop", 3).Input("step", 0).Return().Exec("start", "for").Exec("for.completed", "return"));

        Assert.Equal("invalid_step", run.Error.Error.Code);
    }

    private static FlowBuilder ForEach(string body, int concurrency = 1) => new FlowBuilder("items:list")
        .Node("for", "flow_for_each").Constant("CONCURRENCY", concurrency).Nodes("test_effect", body).Return()
        .Exec("start", "for").Exec("for.body", body).Exec("for.completed", "return")
        .Data("start.items", "for.items").Data("for.element", $"{body}.value").Data($"{body}.value", "for.collect").Data("for.collected", "return.collected");
}
