using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class TryTests
{
    [Fact]
    public void Try_WithoutAnError_RunsItsBodyThenFinally()
    {
        var run = EngineRun.ToEnd(Flow());

        Assert.Equal(["try[try]/body", "try[finally]/last", "after"], run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Single(run.State.Frames);
    }

    [Fact]
    public void Try_WithAnError_RunsCatchWithItThenFinally()
    {
        var run = EngineRun.ToEnd(Flow().Data("try.error", "rescue.value").Data("try.error", "return.error"), new World().Fails("body"));

        Assert.Equal(["try[try]/body", "try[catch]/rescue", "try[finally]/last", "after"], run.World.Calls);
        Assert.Contains("""started try[catch]/rescue [{"code":"broken","message":"'body' is broken.","node_id":"body","attempt":1}]""", run.Lines);
        Assert.Equal("broken", run.Result["error"].AsDict()["code"]);
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Fact]
    public void Error_InTheBody_CancelsWhatStillRunsThere()
    {
        var flow = Flow().Nodes("test_effect", "beside").Exec("try.try", "beside");
        var run = new EngineRun(flow).Start();

        run.Fail("try[try]/body");

        Assert.Equal(["try[try]/beside"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
        Assert.Equal(["try[catch]/rescue"], run.PendingPaths);
    }

    [Fact]
    public void Error_WithoutACatch_GoesOutwardsAfterFinally()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "last").Return().Exec("start", "try").Exec("try.try", "body").Exec("try.finally", "last");
        var run = new EngineRun(flow).Start();

        run.Fail("try[try]/body");
        Assert.Equal(["try[finally]/last"], run.PendingPaths);
        Assert.Null(run.State.Outcome);
        run.Complete("try[finally]/last");

        Assert.Equal("broken", run.Error.Error.Code);
        Assert.Equal("body", run.Error.NodeId);
        Assert.Equal("try[try]", run.Error.Frame);
        Assert.Single(run.State.Errors);
        Assert.Contains("failed try#1 broken", run.Lines);
    }

    [Fact]
    public void Error_InTheCatch_GoesOutwardsAfterFinally()
    {
        var run = EngineRun.ToEnd(Flow(), new World().Fails("body").Fails("rescue", "worse"));

        Assert.Equal(["try[try]/body", "try[catch]/rescue", "try[finally]/last"], run.World.Calls);
        Assert.Equal("worse", run.Error.Error.Code);
        Assert.Equal(["broken", "worse"], run.State.Errors.Select(error => error.Error.Code));
    }

    [Fact]
    public void Error_InFinally_GoesOutwards()
    {
        var run = EngineRun.ToEnd(Flow(), new World().Fails("last", "late"));

        Assert.Equal("late", run.Error.Error.Code);
        Assert.Equal("try[finally]", run.Error.Frame);
    }

    [Fact]
    public void Error_InFinallyAfterAnotherError_TakesItsPlace()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "last").Return().Exec("start", "try").Exec("try.try", "body").Exec("try.finally", "last");

        var run = EngineRun.ToEnd(flow, new World().Fails("body").Fails("last", "late"));

        Assert.Equal("late", run.Error.Error.Code);
    }

    [Fact]
    public void ErrorEdgeOfATry_TakesWhatItsCatchDoesNot()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "last").Return().Exec("start", "try").Exec("try.try", "body").Exec("try.finally", "last").Exec("try.error", "return").Data("try.error", "return.error");

        Assert.Equal("body", EngineRun.ToEnd(flow, new World().Fails("body")).Result["error"].AsDict()["node_id"]);
    }

    [Fact]
    public void Try_InsideATry_HandsOnWhatItDoesNotCatch()
    {
        var flow = new FlowBuilder().Node("outer", "flow_try").Node("inner", "flow_try").Nodes("test_effect", "body", "last", "rescue").Return()
            .Exec("start", "outer").Exec("outer.try", "inner").Exec("inner.try", "body").Exec("inner.finally", "last").Exec("outer.catch", "rescue", "return")
            .Data("outer.error", "return.error");

        var run = EngineRun.ToEnd(flow, new World().Fails("body"));

        Assert.Equal(["outer[try]/inner[try]/body", "outer[try]/inner[finally]/last", "outer[catch]/rescue"], run.World.Calls);
        Assert.Equal("body", run.Result["error"].AsDict()["node_id"]);
    }

    [Fact]
    public void Try_InsideATry_CatchesFirst()
    {
        var flow = new FlowBuilder().Node("outer", "flow_try").Node("inner", "flow_try").Nodes("test_effect", "body", "near", "far").Return()
            .Exec("start", "outer").Exec("outer.try", "inner").Exec("inner.try", "body").Exec("inner.catch", "near", "return").Exec("outer.catch", "far");

        Assert.Equal(["outer[try]/inner[try]/body", "outer[try]/inner[catch]/near"], EngineRun.ToEnd(flow, new World().Fails("body")).World.Calls);
    }

    [Fact]
    public void Error_InALoopInATry_EndsTheLoopAndIsCaught()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Node("for", "flow_for_range").Input("stop", 4).Constant("CONCURRENCY", 2).Nodes("test_effect", "body", "rescue").Return()
            .Exec("start", "try").Exec("try.try", "for").Exec("for.body", "body").Exec("try.catch", "rescue", "return").Data("try.error", "return.error");
        var run = new EngineRun(flow).Start();

        run.Fail("try[try]/for[1]/body");

        Assert.Equal(["try[catch]/rescue"], run.PendingPaths);
        Assert.Equal(2, run.State.Frames.Count);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Try_WithAnEmptyBody_Completes()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "last").Return().Exec("start", "try").Exec("try.finally", "last", "return");

        Assert.Equal("return", EngineRun.ToEnd(flow).Outcome.ReturnNode);
    }

    [Fact]
    public void Catch_OfATryInATurn_LetsTheLoopGoOn()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 3).Node("try", "flow_try").Nodes("test_effect", "body", "rescue").Return()
            .Exec("start", "for").Exec("for.body", "try").Exec("try.try", "body").Exec("try.catch", "rescue").Exec("for.completed", "return")
            .Data("for.index", "body.value").Data("try.error", "for.collect").Data("for.collected", "return.x");

        var run = EngineRun.ToEnd(flow, new World().On("body", call => call.Inputs["value"] == 1 ? World.Error("odd", "It is odd.") : World.Echo(call)));

        Assert.Equal("""[null,{"code":"odd","message":"It is odd.","node_id":"body","attempt":1},null]""", run.Result["x"].ToString());
    }

    [Fact]
    public void TwoErrorsAtOnce_TheFirstIsCaughtAndTheSecondIsNoMore()
    {
        var flow = Flow().Nodes("test_effect", "beside").Exec("try.try", "beside").Data("try.error", "rescue.value");
        var run = new EngineRun(flow).Start();
        var late = run.AnswerTo(run.Pending.Single(pending => pending.Node.Id == "beside"))!;

        run.Fail("try[try]/body").Post(late);

        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    private static FlowBuilder Flow() => new FlowBuilder().Node("sequence", "flow_sequence").Constant("COUNT", 2).Node("try", "flow_try").Nodes("test_effect", "body", "rescue", "last", "after").Return()
        .Exec("start", "sequence").Exec("sequence.0", "try").Exec("sequence.1", "after", "return")
        .Exec("try.try", "body").Exec("try.catch", "rescue").Exec("try.finally", "last");
}
