using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class CallTests
{
    [Fact]
    public void Call_AsksForAChildRunAndGivesItsResult()
    {
        var run = new EngineRun(Call().Data("call.result", "return.all").Data("call.sum", "return.sum")).Start(("x", 4));

        var call = Assert.IsType<CallFlow>(Assert.Single(run.Pending));
        Assert.Equal("[4]", ((Value)ValueList.Create(call.Inputs)).ToString());
        run.Complete("call", ("sum", 9));

        Assert.Equal("""{"all":{"sum":9},"sum":9}""", ((Value)run.Result).ToString());
    }

    [Fact]
    public void Call_WhoseChildFails_FailsWithItsError()
    {
        var run = new EngineRun(Call()).Start(("x", 1)).Fail("call", "child_failed");

        Assert.Equal("child_failed", run.Error.Error.Code);
        Assert.Equal("call", run.Error.NodeId);
    }

    [Fact]
    public void Call_ThatIsRetried_AsksForAnotherChild()
    {
        var flow = new FlowBuilder("x").Node("call", "flow_call").Constant("FLOW", "child").Policy("on_error", "retry").Return().Exec("start", "call", "return");
        var run = new EngineRun(flow).Start(("x", 1));
        var first = run.AnswerTo(run.Pending[0])!;
        run.Fail("call").FireTimer();

        Assert.Equal(2, Assert.IsType<CallFlow>(Assert.Single(run.Pending)).Attempt);
        run.Post(first);
        Assert.Null(run.State.Outcome); // the end of the first child, told again, is not the second one's
        run.Complete("call");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Call_ThatIsCancelled_CancelsItsChild()
    {
        var run = new EngineRun(Call()).Start(("x", 1)).Cancel();

        Assert.Equal(1, Assert.Single(run.Instructions.OfType<CancelCall>()).Attempt);
        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
    }

    [Fact]
    public void Call_BeyondItsTime_CancelsItsChildAndFails()
    {
        var flow = new FlowBuilder("x").Node("call", "flow_call").Constant("FLOW", "child").Policy("timeout_seconds", 5).Return().Exec("start", "call", "return");
        var run = new EngineRun(flow).Start(("x", 1));

        Assert.True(run.FireTimer());

        Assert.Equal("timeout", run.Error.Error.Code);
        Assert.Single(run.Instructions.OfType<CancelCall>());
    }

    [Fact]
    public void CancelledCall_IsAskedForAgainUntilTheChildHasEnded()
    {
        var run = new EngineRun(Call()).Start(("x", 1)).Cancel();
        Assert.Equal(new OpenChild(0, "", 1, 1, IsCancelled: true), Assert.Single(run.State.OpenChildren));

        var cancel = Assert.Single(run.Restore().Cancelling);
        run.EndChild(cancel);

        Assert.False(run.State.HasOpenChildren);
        Assert.True(run.Journal[^1].TookEffect);
        Assert.Empty(run.Restore().Cancelling);
        Assert.False(run.EndChild(cancel).Journal[^1].TookEffect);
    }

    [Fact]
    public void CancelledCall_WhoseFrameHasLeft_IsStillAskedForByItsPath()
    {
        var flow = new FlowBuilder("x").Node("loop", "flow_for_range").Input("stop", 2).Node("call", "flow_call").Constant("FLOW", "child").Policy("timeout_seconds", 5)
            .Policy("on_error", "continue").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "loop").Exec("loop.body", "call").Exec("loop.completed", "wait", "return");
        var run = new EngineRun(flow).Start(("x", 1));
        run.FireTimer();
        run.FireTimer();
        Assert.Single(run.State.Waiting());

        run.Restore();

        Assert.Equal(["loop[0]/call", "loop[1]/call"], run.Cancelling.Select(EngineRun.PathOf));
        var restored = RunSnapshot.Open(RunSnapshot.Write(run.State)).Read(run.Graph, new RunLimits());
        Assert.Equal(run.State.OpenChildren, restored.OpenChildren);
        Assert.Equal(["loop[0]/call", "loop[1]/call"], Outstanding.Of(restored).Select(EngineRun.PathOf));
        run.Signal("go");
        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Equal(2, run.State.OpenChildren.Count);
    }

    [Fact]
    public void Call_OfARunThatIsRetried_IsAnotherChildThanAnyBefore()
    {
        var flow = new FlowBuilder("x").Nodes("test_effect", "first").Node("call", "flow_call").Constant("FLOW", "child").Policy("on_error", "continue").Return()
            .Exec("start", "first", "call", "return").Node("aside", "test_effect").Policy("on_error", "continue").Exec("start", "aside");
        var run = new EngineRun(flow).Start(("x", 1)).Fail("aside", retryable: false).Complete("first").Fail("call");
        Assert.Equal("no_return", run.Error.Error.Code);

        // All that came after the failure of 'aside' is taken back: the call is made anew, and must not find the child that failed.
        run.Retry().Complete("aside").Complete("first");

        Assert.Equal(2, Assert.IsType<CallFlow>(Assert.Single(run.Pending)).Attempt);
        run.Fail("call").Retry();
        Assert.Equal(3, Assert.IsType<CallFlow>(Assert.Single(run.Pending)).Attempt);
    }

    [Fact]
    public void Frames_OfARunThatIsRetried_AreOthersThanAnyBefore()
    {
        var flow = new FlowBuilder("x").Node("aside", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "first").Node("loop", "flow_for_range").Input("stop", 1)
            .Node("effect", "test_effect").Policy("on_error", "continue").Return()
            .Exec("start", "aside").Exec("start", "first").Exec("first", "loop").Exec("loop.body", "effect").Exec("aside", "return");
        var run = new EngineRun(flow).Start().Fail("aside", retryable: false).Complete("first");
        var late = run.AnswerTo(Assert.Single(run.Pending))!;
        run.Complete("loop[0]/effect");
        Assert.Equal("no_return", run.Error.Error.Code);

        run.Retry().Complete("first").Post(late);

        Assert.False(run.Journal[^1].TookEffect);
        Assert.Contains("loop[0]/effect", run.PendingPaths);
    }

    private static FlowBuilder Call() => new FlowBuilder("x").Node("call", "flow_call").Constant("FLOW", "child").Return().Exec("start", "call", "return").Data("start.x", "call.x");
}
