using System.Runtime.CompilerServices;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class WaitingTests
{
    [Fact]
    public void Delay_WaitsForItsTimerAndGoesOn()
    {
        var run = new EngineRun(Delay(90)).Start();
        var started = run.Now;

        Assert.Null(run.State.Outcome);
        Assert.Empty(run.Pending);
        Assert.Equal(started.AddSeconds(90), run.State.NextDue);
        Assert.Null(RunEngine.Due(run.State, started.AddSeconds(89)));
        Assert.Equal("delay", Assert.Single(run.State.Waiting()).Node.Id);
        run.FireTimer();

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Equal(started.AddSeconds(90), run.Outcome.At);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(315_576_001)]
    [InlineData(1e300)]
    public void Delay_OfASenselessTime_Fails(double seconds) => Assert.Equal("invalid_delay", EngineRun.ToEnd(Delay(seconds)).Error.Error.Code);

    [Fact]
    public void Delay_OfNothing_IsDueAtOnce() => Assert.Equal("return", EngineRun.ToEnd(Delay(0)).Outcome.ReturnNode);

    [Fact]
    public void Timers_FireInTheOrderInWhichTheyAreDue()
    {
        var flow = new FlowBuilder().Node("late", "flow_delay").Input("seconds", 20).Node("early", "flow_delay").Input("seconds", 10).Nodes("test_effect", "a", "b").Return()
            .Fork("start", "late", "early").Exec("late", "a", "return").Exec("early", "b");
        var run = new EngineRun(flow).Start();

        run.FireTimer();
        Assert.Equal(["b"], run.PendingPaths);
        run.FireTimer();
        Assert.Equal(["b", "a"], run.PendingPaths);
    }

    [Fact]
    public void Timer_ThatFiresTwice_CountsOnce()
    {
        var flow = new FlowBuilder().Node("delay", "flow_delay").Input("seconds", 1).Nodes("test_effect", "a").Return().Exec("start", "delay", "a", "return");
        var run = new EngineRun(flow).Start();
        var due = RunEngine.Due(run.State, run.Now.AddSeconds(1))!;

        run.Post(due).Post(due);

        Assert.Equal(["a"], run.World.Calls);
        Assert.Null(run.State.NextDue);
    }

    [Fact]
    public void Timers_OfSettledTurns_AreForgotten()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 5_000).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Input("timeout_seconds", 1_000_000).Return()
            .Exec("start", "for").Exec("for.body", "wait").Exec("for.completed", "return");
        var run = new EngineRun(flow, observed: false).Start();
        var first = FirstTurn(run);

        for (var i = 0; i < 1_000; i++)
        {
            run.Signal("go");
        }

        run.Instructions.Clear();
        GC.Collect();
        Assert.False(first.IsAlive);
        Assert.Equal(2, run.State.Frames.Count);
    }

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
    public void Loop_BeyondItsTime_EndsItsTurnsAndFails()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 9).Constant("CONCURRENCY", 2).Policy("timeout_seconds", 5).Node("try", "flow_try").Nodes("test_effect", "a", "last").Return()
            .Exec("start", "for").Exec("for.body", "try").Exec("try.try", "a").Exec("try.finally", "last").Exec("for.error", "return").Data("for.error", "return.error");
        var run = new EngineRun(flow).Start().Complete("for[0]/try[try]/a");

        run.FireTimer();
        Assert.Equal(["for[0]/try[finally]/last", "for[1]/try[finally]/last"], run.PendingPaths);

        Assert.Equal("timeout", run.Settle().Result["error"].AsDict()["code"]);
    }

    [Theory]
    [InlineData("try[try]/body")]
    [InlineData("try[catch]/rescue")]
    [InlineData("try[finally]/last")]
    public void Try_BeyondItsTime_RunsFinallyWithoutACatchAndFails(string during)
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Policy("timeout_seconds", 5).Nodes("test_effect", "body", "rescue", "last").Return()
            .Exec("start", "try").Exec("try.try", "body").Exec("try.catch", "rescue").Exec("try.finally", "last").Exec("try.error", "return").Data("try.error", "return.error").Data("try.error", "last.value");
        var run = new EngineRun(flow).Start();
        while (run.PendingPaths.Single() != during)
        {
            run.Fail(run.PendingPaths.Single());
        }

        run.FireTimer();
        Assert.Equal(["try[finally]/last"], run.PendingPaths);

        Assert.Equal("timeout", run.Settle().Result["error"].AsDict()["code"]);
    }

    [Fact]
    public void Deadline_FailsTheRunAndCancelsWhatRuns()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_effect", "a").Return().Exec("start", "a", "return"));
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Empty, Deadline = run.Now.AddSeconds(60) });

        Assert.Equal(run.Now.AddSeconds(60), run.State.NextDue);
        run.FireTimer();

        Assert.Equal("deadline_exceeded", run.Error.Error.Code);
        Assert.Single(run.Instructions.OfType<CancelNode>());
        Assert.Null(RunEngine.Due(run.State, run.Now));
    }

    [Fact]
    public void Deadline_OfAPausedRun_EndsIt()
    {
        var run = new EngineRun(new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "a", "last").Return().Exec("start", "try").Exec("try.try", "a", "return").Exec("try.finally", "last"));
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Empty, Deadline = run.Now.AddSeconds(60) }).Pause();

        run.FireTimer();

        Assert.Equal(["try[finally]/last"], run.PendingPaths);
    }

    // Apart from the test, so that nothing on its stack keeps the frame alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FirstTurn(EngineRun run) => new(run.State.Root.FirstChild);

    private static FlowBuilder Delay(double seconds) => new FlowBuilder().Node("delay", "flow_delay").Input("seconds", seconds).Return().Exec("start", "delay", "return");

    private static FlowBuilder Wait(double timeout = 0) => new FlowBuilder().Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Input("timeout_seconds", timeout).Return()
        .Exec("start", "wait", "return").Data("wait.payload", "return.payload");

    private static FlowBuilder Call() => new FlowBuilder("x").Node("call", "flow_call").Constant("FLOW", "child").Return().Exec("start", "call", "return").Data("start.x", "call.x");
}
