using RayFlow.Engine.Running;
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

    private static FlowBuilder Call() => new FlowBuilder("x").Node("call", "flow_call").Constant("FLOW", "child").Return().Exec("start", "call", "return").Data("start.x", "call.x");
}
