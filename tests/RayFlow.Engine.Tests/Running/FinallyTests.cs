using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class FinallyTests
{
    [Fact]
    public void Finally_OfATurn_RunsBeforeItsLoopHasFailed()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 2).Constant("CONCURRENCY", 2).Node("try", "flow_try").Nodes("test_effect", "body", "last").Nodes("test_heavy", "heavy").Return()
            .Exec("start", "for").Exec("for.body", "try").Exec("try.try", "body").Exec("try.finally", "last").Exec("for.error", "return")
            .Data("for.index", "heavy.x").Data("heavy.result", "for.collect");
        var run = new EngineRun(flow).Start();

        run.Complete("for[0]/try[try]/body").Complete("for[0]/try[finally]/last");
        Assert.Equal(["for[1]/try[try]/body", "for[0]/heavy@for"], run.PendingPaths);
        run.Fail("for[0]/heavy@for");

        // The loop has failed because of its first turn, but the second one's finally runs before anybody goes on.
        Assert.Equal(["for[1]/try[finally]/last"], run.PendingPaths);
        Assert.Null(run.State.Outcome);
        run.Complete("for[1]/try[finally]/last");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Cancel_InTheBody_RunsFinallyAndThenEnds()
    {
        var run = new EngineRun(Flow()).Start();

        run.Cancel();
        Assert.Equal(["try[finally]/last"], run.PendingPaths);
        Assert.Null(run.State.Outcome);
        run.Complete("try[finally]/last");

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Equal(["try[try]/body", "try[finally]/last"], run.World.Calls);
    }

    [Fact]
    public void Cancel_InTheCatch_RunsFinally()
    {
        var run = new EngineRun(Flow()).Start().Fail("try[try]/body");

        run.Cancel();

        Assert.Equal(["try[finally]/last"], run.PendingPaths);
    }

    [Fact]
    public void Cancel_ASecondTime_AbandonsFinally()
    {
        var run = new EngineRun(Flow()).Start();

        run.Cancel().Cancel();

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Equal(["try[try]/body", "try[finally]/last"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
        Assert.Contains("cancelled try", run.Lines);
    }

    [Fact]
    public void Cancel_InFinally_LetsItFinish()
    {
        var run = new EngineRun(Flow()).Start().Complete("try[try]/body");

        run.Cancel();
        Assert.Empty(run.Instructions.OfType<CancelNode>());
        run.Complete("try[finally]/last");

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
    }

    [Fact]
    public void Return_InTheBody_RunsFinallyBeforeTheRunEnds()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "last").Return().Input("x", 1).Exec("start", "try").Exec("try.try", "return").Exec("try.finally", "last");
        var run = new EngineRun(flow).Start();

        Assert.Null(run.State.Outcome);
        Assert.Equal(["try[finally]/last"], run.PendingPaths);
        run.Complete("try[finally]/last");

        Assert.Equal(1, run.Result["x"]);
    }

    [Fact]
    public void Return_WhoseFinallyFails_IsReplacedByTheError()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "last").Return().Exec("start", "try").Exec("try.try", "return").Exec("try.finally", "last");

        Assert.Equal("late", EngineRun.ToEnd(flow, new World().Fails("last", "late")).Error.Error.Code);
    }

    [Fact]
    public void Return_BesideATryThatUnwinds_Stands()
    {
        // The error was on its way when RETURN completed; the first RETURN ends the run all the same.
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "last", "beside").Return()
            .Fork("start", "try", "beside").Exec("try.try", "body").Exec("try.finally", "last").Exec("beside", "return");
        var run = new EngineRun(flow).Start().Fail("try[try]/body").Complete("beside");

        Assert.Null(run.State.Outcome);
        run.Complete("try[finally]/last");

        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Return_InFinallyWithAnErrorOnItsWay_EndsFinallyAndTheErrorGoesOn()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "beside").Return().Exec("start", "try").Exec("try.try", "body").Exec("try.finally", "return").Exec("try.finally", "beside");

        var run = EngineRun.ToEnd(flow, new World().Fails("body"));

        Assert.Equal("broken", run.Error.Error.Code);
        Assert.Contains("completed try[finally]/return []", run.Lines);
        Assert.Contains("cancelled try[finally]/beside", run.Lines);
    }

    [Fact]
    public void Return_InFinallyWithAnErrorThatIsCaughtFurtherOut_DoesNotEndTheRun()
    {
        var flow = new FlowBuilder().Node("outer", "flow_try").Node("inner", "flow_try").Nodes("test_effect", "body").Return("early").Return("caught")
            .Exec("start", "outer").Exec("outer.try", "inner").Exec("inner.try", "body").Exec("inner.finally", "early").Exec("outer.catch", "caught");

        Assert.Equal("caught", EngineRun.ToEnd(flow, new World().Fails("body")).Outcome.ReturnNode);
        Assert.Equal("early", EngineRun.ToEnd(flow).Outcome.ReturnNode);
    }

    [Fact]
    public void Return_InFinallyAfterACaughtError_EndsTheRun()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "rescue").Return().Exec("start", "try").Exec("try.try", "body").Exec("try.catch", "rescue").Exec("try.finally", "return").Data("try.error", "return.error");

        Assert.Equal("broken", EngineRun.ToEnd(flow, new World().Fails("body")).Result["error"].AsDict()["code"]);
        Assert.True(EngineRun.ToEnd(flow).Result["error"].IsNull);
    }

    [Fact]
    public void Break_ThroughATry_RunsItsFinally()
    {
        var run = EngineRun.ToEnd(BreakInTry());

        Assert.Equal(["for[0]/try[finally]/last"], run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Break_WhoseFinallyFails_FailsTheLoop()
    {
        Assert.Equal("late", EngineRun.ToEnd(BreakInTry(), new World().Fails("last", "late")).Error.Error.Code);
        var run = EngineRun.ToEnd(BreakInTry().Return("failed").Exec("for.error", "failed").Data("for.error", "failed.error"), new World().Fails("last", "late"));
        Assert.Equal("last", run.Result["error"].AsDict()["node_id"]);
    }

    [Fact]
    public void Finally_ThatReadsWhatWasCancelled_DoesNotWaitForIt()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "slow", "later").Node("try", "flow_try").Nodes("test_effect", "body").Nodes("test_effect", "last", "other").Return()
            .Fork("start", "slow", "try").Exec("slow", "later", "return").Exec("try.try", "body").Exec("try.finally", "last").Exec("try.finally", "other")
            .Data("slow.value", "last.value").Data("later.value", "other.value");
        var run = new EngineRun(flow).Start().Complete("try[try]/body");

        Assert.Equal(["slow"], run.PendingPaths);
        run.Cancel();

        Assert.Equal(["try[finally]/last", "try[finally]/other"], run.PendingPaths);
        Assert.Equal(OutcomeKind.Cancelled, run.Settle().Outcome.Kind);
    }

    [Fact]
    public void Finally_ThatStartsAfterTheCancel_ReadsWhatHasNotRunAsNothing()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "slow", "later").Node("try", "flow_try").Nodes("test_effect", "body").Node("last", "string_upper").Return()
            .Fork("start", "slow", "try").Exec("slow", "later", "return").Exec("try.try", "body").Exec("try.finally", "last").Data("later.value", "last.text");
        var run = new EngineRun(flow).Start();

        run.Cancel();

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Contains("failed try[finally]/last#1 missing_input", run.Lines);
    }

    [Fact]
    public void Deadline_InATry_RunsFinally()
    {
        var run = new EngineRun(Flow(), new World().Hangs("body"));
        run.Post(new Model.Runs.RunStarted { At = run.Now, Inputs = Model.Values.ValueMap.Empty, Deadline = run.Now.AddSeconds(5) });

        run.Finish();

        Assert.Equal("deadline_exceeded", run.Error.Error.Code);
        Assert.Equal(["try[try]/body", "try[finally]/last"], run.World.Calls);
    }

    private static FlowBuilder Flow() => new FlowBuilder().Node("sequence", "flow_sequence").Constant("COUNT", 2).Node("try", "flow_try").Nodes("test_effect", "body", "rescue", "last", "after").Return()
        .Exec("start", "sequence").Exec("sequence.0", "try").Exec("sequence.1", "after", "return")
        .Exec("try.try", "body").Exec("try.catch", "rescue").Exec("try.finally", "last");

    private static FlowBuilder BreakInTry() => new FlowBuilder().Node("for", "flow_for_range").Input("stop", 3).Node("try", "flow_try").Nodes("flow_break", "break").Nodes("test_effect", "last").Return()
        .Exec("start", "for").Exec("for.body", "try").Exec("try.try", "break").Exec("try.finally", "last").Exec("for.completed", "return");
}
