using System.Runtime.CompilerServices;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class SignalTests
{
    [Fact]
    public void Waits_ThatTimedOut_AreForgotten()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 5_000).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Input("timeout_seconds", 1).Return()
            .Exec("start", "for").Exec("for.body", "wait").Exec("for.completed", "return");
        var run = new EngineRun(flow, observed: false).Start();
        var first = FirstTurn(run);

        for (var i = 0; i < 1_000; i++)
        {
            run.FireTimer();
        }

        GC.Collect();
        Assert.False(first.IsAlive);
        run.Signal("go");
        Assert.Equal(2, run.State.Frames.Count);
    }

    [Fact]
    public void Signal_AfterTheWait_GoesOnWithItsPayload()
    {
        var run = new EngineRun(Wait()).Start();

        Assert.Equal("go", Assert.Single(run.State.Waiting()).Signal);
        run.Signal("other", 1).Signal("go", 2);

        Assert.Equal(2, run.Result["payload"]);
    }

    [Fact]
    public void Signal_BeforeTheWait_IsKeptForIt()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "a", "wait", "return").Data("wait.payload", "return.payload");
        var run = new EngineRun(flow).Start().Signal("go", "early");

        run.Complete("a");

        Assert.Equal("early", run.Result["payload"]);
    }

    [Fact]
    public void Signals_AreConsumedOnceEachInTheirOrder()
    {
        var flow = new FlowBuilder().Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "w1", "w2", "return").Data("w1.payload", "return.one").Data("w2.payload", "return.two");
        var run = new EngineRun(flow).Start().Signal("go", 1);

        Assert.Null(run.State.Outcome);
        run.Signal("go", 2);
        Assert.Equal("{\"one\":1,\"two\":2}", ((Value)run.Result).ToString());

        var early = new EngineRun(new FlowBuilder().Nodes("test_effect", "a").Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "a", "w1", "w2", "return").Data("w1.payload", "return.one").Data("w2.payload", "return.two")).Start().Signal("go", 1).Signal("go", 2).Complete("a");
        Assert.Equal("{\"one\":1,\"two\":2}", ((Value)early.Result).ToString());
    }

    [Fact]
    public void Signal_WithAnIdThatWasSeen_ChangesNothing()
    {
        var flow = new FlowBuilder().Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "w1", "w2", "return");
        var run = new EngineRun(flow).Start().Signal("go", 1, "id-1").Signal("go", 1, "id-1");

        Assert.Null(run.State.Outcome);
        run.Signal("go", 2, "id-2");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void TwoWaits_ForOneSignal_TheOneThatWaitedLongestGetsIt()
    {
        var flow = new FlowBuilder().Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Nodes("test_effect", "a", "b").Return()
            .Fork("start", "w1", "w2").Exec("w1", "a", "return").Exec("w2", "b");
        var run = new EngineRun(flow).Start().Signal("go");

        Assert.Equal(["a"], run.PendingPaths);
    }

    [Fact]
    public void Wait_ThatTimesOut_GoesOnThere()
    {
        var flow = Wait(30).Return("late").Exec("wait.timeout", "late");
        var run = new EngineRun(flow).Start();

        run.FireTimer();

        Assert.Equal("late", run.Outcome.ReturnNode);
        Assert.Contains("skipped return by wait Completed", run.Lines);
    }

    [Fact]
    public void Signal_AfterATimeout_IsKeptForTheNextWait()
    {
        var flow = new FlowBuilder().Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Input("timeout_seconds", 1).Nodes("test_effect", "a").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "w1").Exec("w1.timeout", "a", "w2", "return").Data("w2.payload", "return.x");
        var run = new EngineRun(flow).Start();

        run.FireTimer();
        run.Signal("go", 5).Complete("a");

        Assert.Equal(5, run.Result["x"]);
    }

    [Fact]
    public void Timer_OfAWaitThatHasItsSignal_CountsNoMore()
    {
        var run = new EngineRun(Wait(30).Nodes("test_effect", "a").Exec("wait", "a")).Start();
        var due = RunEngine.Due(run.State, run.Now.AddSeconds(30))!;

        run.Signal("go", 1).Post(due);

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Null(run.State.NextDue);
    }

    [Fact]
    public void Signals_BeyondTheMost_AreNotKept()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a").Node("for", "flow_for_range").Input("stop", 3).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "a", "for").Exec("for.body", "wait").Exec("for.completed", "return");
        var run = new EngineRun(flow, limits: new RunLimits { MaxSignals = 2 }).Start();

        run.Signal("go").Signal("go").Signal("go").Complete("a");

        Assert.Null(run.State.Outcome);
        Assert.Equal(2, run.State.Root.FirstChild!.Turn);
    }

    [Fact]
    public void Wait_InACancelledTurn_GetsNoSignal()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 1).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Nodes("test_effect", "a").Nodes("flow_break", "break")
            .Node("after", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "for").Exec("for.body", "wait").Exec("for.body", "a", "break").Exec("for.completed", "after", "return").Data("after.payload", "return.x");
        var run = new EngineRun(flow).Start().Complete("for[0]/a");

        run.Signal("go", 3);

        Assert.Equal(3, run.Result["x"]);
    }

    // Apart from the test, so that nothing on its stack keeps the frame alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FirstTurn(EngineRun run) => new(run.State.Root.FirstChild);

    private static FlowBuilder Wait(double timeout = 0) => new FlowBuilder().Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Input("timeout_seconds", timeout).Return()
        .Exec("start", "wait", "return").Data("wait.payload", "return.payload");
}
