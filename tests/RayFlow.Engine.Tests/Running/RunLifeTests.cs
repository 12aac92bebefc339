using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class RunLifeTests
{
    [Fact]
    public void Return_ThatCompletesFirst_WinsAndCancelsWhatRuns()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b", "c").Return("r1").Config("status_code", 201).Return("r2").Fork("start", "a", "b", "c").Exec("a", "r1").Exec("b", "r2");
        var run = new EngineRun(flow).Start();

        run.Complete("b");

        Assert.Equal("r2", run.Outcome.ReturnNode);
        Assert.Equal(200, run.Outcome.StatusCode);
        Assert.Equal(["a", "c"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
        Assert.Equal(["cancelled a", "cancelled c", "ended r2 {}"], run.Lines.TakeLast(3));
    }

    [Fact]
    public void Return_WithAStatusCode_GivesIt()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Return().Config("status_code", 418).Exec("start", "return"));

        Assert.Equal(418, run.Outcome.StatusCode);
    }

    [Fact]
    public void Statistics_CountWhatCompletedOrFailed()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Node("not", "logic_not").Nodes("test_effect", "skipped").Node("bad", "test_effect").Policy("on_error", "continue").Return()
            .Exec("start", "if").Exec("if.true", "skipped").Exec("if.false", "bad").Exec("if.false", "return").Data("start.go", "not.value").Data("not.result", "if.condition").Data("bad.value", "return.x");
        var run = EngineRun.ToEnd(flow, new World().Fails("bad"), ("go", true));

        Assert.Equal(5, run.State.NodesExecuted); // START, if, not, bad and RETURN, which lacks what it reads
        Assert.Equal(2, run.State.NodesFailed);
    }

    [Fact]
    public void Run_WithNothingLeftToDo_FailsAndExplainsEveryReturn()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Node("bad", "test_effect").Policy("on_error", "continue").Node("for", "flow_for_range").Input("stop", 0)
            .Return("r1").Return("r2").Return("r3").Return("r4").Node("count", "return").JoinCount(2)
            .Exec("start", "if").Exec("if.true", "r1").Exec("if.false", "bad", "r2").Exec("if.false", "for").Exec("for.body", "r3").Exec("if.false", "count").Data("start.go", "if.condition");

        var run = EngineRun.ToEnd(flow, new World().Fails("bad"), ("go", false));

        Assert.Equal("no_return", run.Error.Error.Code);
        Assert.Equal(
            "The run has nothing left to do and reached no RETURN: 'r1' was skipped because 'if' went another way; 'r2' was skipped because 'bad' failed; 'r3' is inside 'for', where it was not reached; "
            + "'r4' cannot be reached from START; 'count' waits for more live exec edges than lead to it.",
            run.Error.Error.Message);
    }

    [Fact]
    public void NoReturn_WithManyReturns_ExplainsTheFirstTen()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Exec("start", "if").Data("start.go", "if.condition");
        for (var i = 0; i < 13; i++)
        {
            flow.Return($"r{i}").Exec("if.true", $"r{i}");
        }

        Assert.EndsWith("; and 3 more.", EngineRun.ToEnd(flow, null, ("go", false)).Error.Error.Message);
    }

    [Fact]
    public void Cancel_EndsTheRunAndWhatRuns()
    {
        var run = new EngineRun(Two()).Start().Cancel();

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Equal(["a"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
        Assert.Empty(Outstanding.Of(run.State));
    }

    [Fact]
    public void Event_AfterTheEnd_ChangesNothing()
    {
        var run = new EngineRun(Two()).Start();
        var late = run.AnswerTo(run.Pending[0])!;
        run.Cancel();
        var lines = run.Lines.Count;

        run.Post(late).Cancel().Pause().Signal("x");

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Equal(lines, run.Lines.Count);
    }

    [Fact]
    public void Answer_GivenTwice_CountsOnce()
    {
        var run = new EngineRun(Two()).Start();
        var answer = run.AnswerTo(run.Pending[0])!;

        run.Post(answer).Post(answer);

        Assert.Equal(["a", "b"], run.World.Calls);
    }

    [Fact]
    public void Pause_StartsNoNewNodeUntilResumed()
    {
        var run = new EngineRun(Two()).Start().Pause();

        run.Complete("a");
        Assert.Empty(run.Pending);
        Assert.True(run.State.IsPaused);
        run.Resume();
        Assert.Equal(["b"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Pause_HoldsBackTheNextAttempt()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "retry").Return().Exec("start", "a", "return");
        var run = new EngineRun(flow).Start().Fail("a").Pause();

        run.FireTimer();
        Assert.Empty(run.Pending);
        run.Resume();
        Assert.Equal(["a"], run.PendingPaths);
    }

    [Fact]
    public void Cancel_OfAPausedRun_RunsFinally()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "a", "last").Return().Exec("start", "try").Exec("try.try", "a", "return").Exec("try.finally", "last");
        var run = new EngineRun(flow).Start().Pause().Cancel();

        Assert.Equal(["try[finally]/last"], run.PendingPaths);
    }

    [Fact]
    public void Budget_HandsBackInTheMiddleAndGoesOnTheSame()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 500).Nodes("test_tick", "tick").Return()
            .Exec("start", "for").Exec("for.body", "tick").Exec("for.completed", "return").Data("for.index", "tick.value");
        var whole = new EngineRun(flow).Start();
        var parts = new EngineRun(flow) { Budget = 7 }.Start();

        Assert.Equal(whole.Lines, parts.Lines);
        Assert.Equal(whole.State.Steps, parts.State.Steps);
    }

    [Fact]
    public void Event_InTheMiddleOfAComputation_FindsTheSameMiddleInAReplay()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 500).Nodes("test_tick", "tick").Nodes("test_effect", "a").Return()
            .Fork("start", "for", "a").Exec("for.body", "tick").Exec("for.completed", "return").Data("for.index", "tick.value");
        var run = new EngineRun(flow);
        var started = RunEngine.Stamp(run.State, new RunStarted { At = run.Now, Inputs = ValueMap.Empty });
        Assert.True(RunEngine.Decide(run.State, started, 100).HasMore);
        var paused = RunEngine.Stamp(run.State, new PauseRequested { At = run.Now });
        Assert.False(RunEngine.Decide(run.State, paused, 100).HasMore);
        var turn = run.State.Root.FirstChild!.Turn;
        Assert.InRange(turn, 10, 100);

        var replayed = RunReplay.Fold(run.Graph, new RunLimits(), [started, paused]);
        RunEngine.Decide(replayed, new Continued { At = run.Now });

        Assert.Equal(turn, replayed.Root.FirstChild!.Turn);
        Assert.Equal(run.State.Steps, replayed.Steps);
    }

    [Fact]
    public void ErrorStrategy_IsTheDefaultOfEveryNode()
    {
        var run = new EngineRun(Two(), new World().Fails("b")).Start(OnError.Skip).Settle();

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Single(run.State.Errors);
    }

    [Fact]
    public void ParentInformed_SaysNothingBeforeTheEnd()
    {
        var run = new EngineRun(Two()).Start().Post(new ParentInformed { At = Now });
        Assert.False(run.State.IsParentInformed);

        run.Settle().Post(new ParentInformed { At = Now }).Post(new ParentInformed { At = Now });

        Assert.True(run.State.IsParentInformed);
        Assert.Equal([false, true, false], run.Journal.Where(@event => @event is ParentInformed).Select(@event => @event.TookEffect!.Value));
        Assert.True(run.Restore().State.IsParentInformed);
    }

    [Fact]
    public void ParentInformed_IsTakenBackWithTheFailure()
    {
        var run = new EngineRun(Two()).Start().Fail("a").Post(new ParentInformed { At = Now });

        Assert.False(run.Retry().State.IsParentInformed);
    }

    [Fact]
    public void Fault_EndsTheRunAtOnceAndCanBeRetried()
    {
        var run = new EngineRun(Guarded()).Start();

        run.Post(new RunFaulted { At = Now, Error = new NodeError("engine_fault", "It cannot be computed.", false) });

        Assert.Equal((OutcomeKind.Failed, "engine_fault", ""), (run.Outcome.Kind, run.Error.Error.Code, run.Error.NodeId));
        Assert.DoesNotContain(run.Lines, line => line.Contains("finally", StringComparison.Ordinal));
        Assert.Empty(run.Unwanted);
        Assert.Null(run.State.NextDue);
        Assert.Equal("return", run.Retry().Settle().Outcome.ReturnNode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Terminate_EndsTheRunWhateverStateItIsIn(int cancels)
    {
        var run = new EngineRun(Guarded()).Start();
        run = cancels == 0 ? run.Pause() : cancels == 1 ? run.Cancel() : run;

        run.Post(new RunTerminated { At = Now, Reason = "It did not end." });

        Assert.Equal((OutcomeKind.Cancelled, "terminated", "It did not end."), (run.Outcome.Kind, run.Error.Error.Code, run.Error.Error.Message));
        Assert.Empty(run.Unwanted);
        Assert.True(run.State.IsIdle);
        Assert.False(run.Post(new RunTerminated { At = Now, Reason = "Again." }).Journal[^1].TookEffect);
        Assert.Equal("It did not end.", run.Restore().Error.Error.Message);
    }

    [Fact]
    public void Terminate_OfARunThatWasNotStarted_EndsIt()
    {
        var run = new EngineRun(Two()).Post(new RunTerminated { At = Now, Reason = "It cannot be loaded." });

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.False(run.Start().Journal[^1].TookEffect);
    }

    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static FlowBuilder Guarded() => new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "a", "last").Return()
        .Exec("start", "try").Exec("try.try", "a", "return").Exec("try.finally", "last");

    private static FlowBuilder Two() => new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return");
}
