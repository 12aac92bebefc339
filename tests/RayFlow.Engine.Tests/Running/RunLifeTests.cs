using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Flows;
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
    public void Retry_OfAFailedRun_GoesOnFromTheFailedNode()
    {
        var run = new EngineRun(Two()).Start().Complete("a", ("value", 1)).Fail("b");

        run.Retry();

        Assert.Null(run.State.Outcome);
        Assert.Equal(["b"], run.PendingPaths);
        Assert.Equal(2, ((RunNode)run.Pending[0]).Attempt);
        run.Complete("b");
        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Empty(run.State.Errors);
        Assert.Equal(["changed RunStarted", "changed RetryRequested"], run.Lines.Where(line => line.StartsWith("changed", StringComparison.Ordinal)));
        Assert.Contains("started b#2 [null]", run.Lines);
        Assert.Single(run.Lines, "completed a [1]");
    }

    [Fact]
    public void Retry_RepeatsWhatTheFailureCancelledAndKeepsWhatCompleted()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b", "c", "join").Return().Fork("start", "a", "b", "c").Exec("a", "join", "return").Exec("b", "join").Exec("c", "join");
        var run = new EngineRun(flow).Start().Complete("a").Fail("b");

        run.Retry();

        Assert.Equal(["b", "c"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Retry_ASecondAndThirdTime_Works()
    {
        var run = new EngineRun(Two()).Start().Complete("a").Fail("b");

        run.Retry().Fail("b");
        Assert.Equal("broken", run.Error.Error.Code);
        run.Retry().Fail("b");
        run.Retry();

        Assert.Equal(4, ((RunNode)Assert.Single(run.Pending)).Attempt);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
        Assert.Single(run.Lines, "completed a [null]");
    }

    [Fact]
    public void Retry_GivesAsManyAttemptsAsAtFirst()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "retry").Policy("max_attempts", 2).Return().Exec("start", "a", "return");
        var run = new EngineRun(flow, new World().Fails("a")).Start().Finish();
        Assert.Equal(2, run.Error.Attempt);

        run.Retry().Finish();

        Assert.Equal(4, run.Error.Attempt);
    }

    [Fact]
    public void Retry_OfAnErrorThatCameOutOfATry_GoesBackIntoIt()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "last").Return().Exec("start", "try").Exec("try.try", "body", "return").Exec("try.finally", "last");
        var run = new EngineRun(flow).Start().Fail("try[try]/body").Complete("try[finally]/last");
        Assert.Equal("broken", run.Error.Error.Code);

        run.Retry();

        Assert.Equal(["try[try]/body"], run.PendingPaths);
        run.Complete("try[try]/body").Complete("try[finally]/last");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Retry_OfARunThatReachedNoReturn_GoesBackToTheFirstFailure()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "before").Node("a", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "b").Return().Exec("start", "before", "a", "return").Exec("before", "b");
        var run = new EngineRun(flow).Start().Complete("before").Fail("a").Complete("b");
        Assert.Equal("no_return", run.Error.Error.Code);

        run.Retry();

        Assert.Equal(["a", "b"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Retry_OfWhatMustFailAgain_Fails()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Nodes("test_effect", "a").Node("fail", "fail").Input("message", "No.").Return().Exec("start", "a", "fail", "return"));
        Assert.Equal("failed", run.Error.Error.Code);

        run.Retry();

        Assert.Equal("failed", run.Error.Error.Code);
        Assert.Single(run.Lines, line => line.StartsWith("completed a", StringComparison.Ordinal));
        Assert.Equal(2, run.Lines.Count(line => line.StartsWith("failed fail", StringComparison.Ordinal)));
    }

    [Fact]
    public void Retry_AfterADeadline_HasAsMuchTimeAgain()
    {
        var run = new EngineRun(Two(), new World().Hangs("a"));
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Empty, Deadline = run.Now.AddSeconds(60) }).FireTimer();
        Assert.Equal("deadline_exceeded", run.Error.Error.Code);
        run.Now = run.Now.AddHours(1);

        run.Retry();

        Assert.Equal(["a"], run.PendingPaths);
        Assert.Equal(run.Now.AddSeconds(60), run.State.NextDue);
    }

    [Fact]
    public void Retry_KeepsSignalsThatCameSince()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "a", "last").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Exec("start", "try").Exec("try.try", "a", "wait", "return").Exec("try.finally", "last").Data("wait.payload", "return.x");
        var run = new EngineRun(flow).Start().Fail("try[try]/a").Signal("go", 7).Complete("try[finally]/last");

        run.Retry().Complete("try[try]/a").Complete("try[finally]/last");

        Assert.Equal(7, run.Result["x"]);
    }

    [Fact]
    public void Retry_AfterACrash_IsTheSame()
    {
        var run = new EngineRun(Two()).Start().Complete("a").Fail("b").Retry().Fail("b").Retry();

        run.Restore();

        Assert.Equal(["b"], run.PendingPaths);
        Assert.Equal(3, ((RunNode)run.Pending[0]).Attempt);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void TakenOverResults_AreNotAskedForAgain()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b").Node("for", "flow_for_range").Input("stop", 2).Nodes("test_effect", "body").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go")
            .Node("late", "flow_wait_signal").Constant("SIGNAL", "go").Node("delay", "flow_delay").Input("seconds", 5).Node("call", "flow_call").Constant("FLOW", "child").Return()
            .Exec("start", "a", "b", "for").Exec("for.body", "body").Exec("for.completed", "wait", "late").Exec("late.timeout", "delay", "call", "return")
            .Data("a.value", "b.value").Data("b.value", "return.b").Data("body.value", "for.collect").Data("for.collected", "return.list").Data("wait.payload", "return.payload").Data("call.result", "return.called");
        var run = new EngineRun(flow);
        run.Post(new RunStarted
        {
            At = run.Now,
            Inputs = ValueMap.Empty,
            TakenOver = ValueMap.Of(
                ("a", ValueMap.Of(("value", 1))),
                ("for[0]/body", ValueMap.Of(("value", "first"))),
                ("for[1]/body", ValueMap.Of(("value", "second"))),
                ("wait", ValueMap.Of(("payload", 5))),
                ("late", ValueMap.Empty),
                ("delay", ValueMap.Empty),
                ("call", ValueMap.Of(("result", ValueMap.Of(("x", 3)))))),
        });

        Assert.Equal(["b"], run.PendingPaths);
        Assert.Equal("[1]", ((Value)ValueList.Create(((RunNode)run.Pending[0]).Inputs)).ToString());
        run.Settle();
        Assert.Equal("""{"b":1,"list":["first","second"],"payload":5,"called":{"x":3}}""", ((Value)run.Result).ToString());
        Assert.Equal(["b"], run.World.Calls);
    }

    [Fact]
    public void Overrides_ReplaceWhatANodeReads()
    {
        var flow = new FlowBuilder().Nodes("test_tick", "tick").Nodes("test_throw", "boom").Nodes("test_two", "two").Return()
            .Exec("start", "two", "return").Data("tick.value", "two.a").Data("boom.value", "two.b").Data("two.list", "return.x");
        var run = new EngineRun(flow);
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Empty, Overrides = ValueMap.Of(("two", ValueMap.Of(("b", 9)))) });

        Assert.Equal("[null,9]", run.Result["x"].ToString());
    }

    [Fact]
    public void Overrides_OfTheWrongType_FailTheNode()
    {
        var run = new EngineRun(new FlowBuilder().Node("add", "math_add").Input("x", 1).Input("y", 1).Return().Exec("start", "add", "return"));
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Empty, Overrides = ValueMap.Of(("add", ValueMap.Of(("y", "text")))) });

        Assert.Equal("type_mismatch", run.Error.Error.Code);
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

    private static FlowBuilder Two() => new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return");
}
