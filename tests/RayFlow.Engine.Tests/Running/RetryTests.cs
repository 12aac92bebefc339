using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class RetryTests
{
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
        Assert.Equal(["failed fail#1 failed", "failed fail#2 failed"], run.Lines.Where(line => line.StartsWith("failed fail", StringComparison.Ordinal)));
        Assert.Equal(2, run.Error.Attempt);
        run.Retry();
        Assert.Equal(3, run.Error.Attempt);
        Assert.Equal(3, run.Restore().Error.Attempt);
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

    [Theory]
    [InlineData("flow_for_range")]
    [InlineData("flow_call")]
    public void Retry_AfterANodesTimeout_GivesItAsMuchTimeAgain(string type)
    {
        var flow = new FlowBuilder().Node("node", type).Input("stop", 3).Constant("FLOW", "child").Policy("timeout_seconds", 5).Nodes("test_effect", "body").Return().Exec("start", "node");
        flow = type == "flow_call" ? flow.Exec("node", "return") : flow.Exec("node.body", "body").Exec("node.completed", "return");
        var run = new EngineRun(flow).Start();
        run.FireTimer();
        Assert.Equal("timeout", run.Error.Error.Code);
        run.Now = run.Now.AddHours(1);

        run.Retry();

        Assert.Single(run.Pending);
        Assert.Equal(run.Now.AddSeconds(5), run.State.NextDue);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
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

    private static FlowBuilder Two() => new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return");
}
