using System.Runtime.CompilerServices;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class DelayTests
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

    [Theory]
    [InlineData("flow_delay")]
    [InlineData("flow_wait_signal")]
    public void Wait_BeyondTheTimeOfItsPolicy_Fails(string type)
    {
        var run = new EngineRun(Limited(type).Exec("wait.error", "return").Data("wait.error", "return.error")).Start();
        Assert.Equal(run.Now.AddSeconds(5), run.State.NextDue);

        run.FireTimer();

        var error = run.Result["error"].AsDict();
        Assert.Equal("timeout", error["code"]);
        Assert.Equal("Node 'wait' took longer than 5 seconds and was ended (policy.timeout_seconds).", error["message"]);
        Assert.Equal((0, 0), (run.State.Outside, run.State.Waiting().Count()));
    }

    [Theory]
    [InlineData("flow_delay", "out")]
    [InlineData("flow_wait_signal", "timeout")]
    public void Wait_ThatIsOverBeforeTheTimeOfItsPolicy_GoesOnAsEver(string type, string port)
    {
        var flow = new FlowBuilder().Node("wait", type).Input("seconds", 5).Input("timeout_seconds", 5).Policy("timeout_seconds", 5).Constant("SIGNAL", "go").Return()
            .Exec("start", "wait").Exec($"wait.{port}", "return");

        Assert.Equal("return", EngineRun.ToEnd(flow).Outcome.ReturnNode);
    }

    [Theory]
    [InlineData("flow_delay")]
    [InlineData("flow_wait_signal")]
    public void Retry_AfterTheTimeOfItsPolicy_GivesAWaitAsMuchTimeAgain(string type)
    {
        var run = new EngineRun(Limited(type).Exec("wait", "return")).Start();
        run.FireTimer();
        Assert.Equal("timeout", run.Error.Error.Code);
        run.Now = run.Now.AddSeconds(50);

        run.Retry();

        Assert.Equal(run.Now.AddSeconds(5), run.State.NextDue);
        if (type == "flow_delay")
        {
            run.FireTimer();
            run.Now = run.Now.AddSeconds(5); // by now it has waited as long as it should
            Assert.Equal("return", run.Retry().Finish().Outcome.ReturnNode);
        }
        else
        {
            Assert.Equal("return", run.Signal("go").Outcome.ReturnNode);
        }
    }

    [Fact]
    public void Wait_OfARunThatStartedUnderEarlierRules_HasNoTimeOfItsPolicy()
    {
        var run = new EngineRun(Limited("flow_delay").Exec("wait", "return"), limits: RunLimits.Unrecorded).Start();

        Assert.Equal(run.Now.AddSeconds(60), run.State.NextDue);
        Assert.Equal("return", run.Finish().Outcome.ReturnNode);
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

    private static FlowBuilder Limited(string type) => new FlowBuilder().Node("wait", type).Input("seconds", 60).Constant("SIGNAL", "go").Policy("timeout_seconds", 5).Return()
        .Exec("start", "wait");

    private static FlowBuilder Delay(double seconds) => new FlowBuilder().Node("delay", "flow_delay").Input("seconds", seconds).Return().Exec("start", "delay", "return");
}
