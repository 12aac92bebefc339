using RayFlow.Engine.Failures;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Flows;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Failures;

public sealed class PolicyTests
{
    [Fact]
    public void Abort_FailsTheRunAndCancelsWhatRuns()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_effect", "a", "b").Return().Fork("start", "a", "b").Exec("a", "return")).Start().Fail("a");

        Assert.Equal("broken", run.Error.Error.Code);
        Assert.Equal("'a' is broken.", run.Error.Error.Message);
        Assert.Equal("a", run.Error.NodeId);
        Assert.Equal("", run.Error.Frame);
        Assert.Equal(1, run.Error.Attempt);
        Assert.Single(run.Instructions.OfType<CancelNode>());
        Assert.Equal((2, 1), (run.State.NodesExecuted, run.State.NodesFailed));
    }

    [Fact]
    public void Continue_KillsTheEdgesListsTheErrorAndGoesOn()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "after", "beside").Return()
            .Fork("start", "a", "beside").Exec("a", "after").Exec("beside", "return");
        var run = EngineRun.ToEnd(flow, new World().Fails("a"));

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Contains("skipped after by a Failed", run.Lines);
        Assert.Equal("a", Assert.Single(run.State.Errors).NodeId);
    }

    [Fact]
    public void Skip_CompletesWithDefaultOutputs()
    {
        var flow = new FlowBuilder().Node("a", "test_typed").Policy("on_error", "skip").Return().Exec("start", "a", "return")
            .Data("a.int", "return.int").Data("a.float", "return.float").Data("a.str", "return.str").Data("a.bool", "return.bool").Data("a.list", "return.list").Data("a.dict", "return.dict").Data("a.any", "return.any");

        var run = EngineRun.ToEnd(flow, new World().Fails("a"));

        Assert.Equal("""{"int":0,"float":0.0,"str":"","bool":false,"list":[],"dict":{},"any":null}""", ((Value)run.Result).ToString());
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Theory]
    [InlineData("logic_if", "condition", "false")]
    [InlineData("logic_switch", "value", "default")]
    public void Skip_OfABranchingNode_TakesItsOrdinaryWay(string type, string input, string port)
    {
        var flow = new FlowBuilder().Nodes("test_throw", "boom").Node("node", type).Policy("on_error", "skip").Constant("CASES", ValueList.Create([1])).Return()
            .Exec("start", "node").Exec($"node.{port}", "return").Data("boom.value", $"node.{input}");

        Assert.Equal("return", EngineRun.ToEnd(flow).Outcome.ReturnNode);
    }

    [Fact]
    public void Retry_TriesAgainUntilItWorks()
    {
        var run = EngineRun.ToEnd(Retried(), new World().Fails("a", times: 2));

        Assert.Equal(["a", "a#2", "a#3"], run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Empty(run.State.Errors);
        Assert.Equal(3, run.State.NodesExecuted);
    }

    [Fact]
    public void Retry_BeyondTheMostAttempts_Aborts()
    {
        var run = EngineRun.ToEnd(Retried(), new World().Fails("a"));

        Assert.Equal(3, run.Error.Attempt);
        Assert.Equal(3, run.World.Calls.Count);
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Theory]
    [InlineData("continue", false)]
    [InlineData("skip", true)]
    public void Retry_ThenSomethingElse_DoesThat(string then, bool reaches)
    {
        var run = EngineRun.ToEnd(Retried().Policy("then", then), new World().Fails("a"));

        Assert.Equal(reaches ? OutcomeKind.Completed : OutcomeKind.Failed, run.Outcome.Kind);
        Assert.Equal(3, run.World.Calls.Count);
    }

    [Fact]
    public void Retry_OfAFailureThatSaysItIsUseless_DoesNot()
    {
        Assert.Equal(["a"], EngineRun.ToEnd(Retried(), new World().Fails("a", retryable: false)).World.Calls);
    }

    [Fact]
    public void Retry_WaitsLongerEachTimeUpToTheMost()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "retry").Policy("max_attempts", 6).Policy("initial_delay_seconds", 2).Policy("backoff", 3).Policy("max_delay_seconds", 20).Policy("jitter", false)
            .Return().Exec("start", "a", "return");
        var run = new EngineRun(flow).Start();

        foreach (var delay in new[] { 2, 6, 18, 20, 20 })
        {
            run.Fail("a");
            Assert.Equal(run.Now.AddSeconds(delay), run.State.NextDue);
            run.FireTimer();
        }

        run.Fail("a");
        Assert.Equal(6, run.Error.Attempt);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 7.5)]
    [InlineData(0.999999, 9.999995)]
    public void Jitter_PlacesTheDelayInItsUpperHalf(double chance, double seconds)
    {
        var policy = new NodePolicy { OnError = OnError.Retry, InitialDelaySeconds = 10 };

        Assert.Equal(seconds, ErrorPolicy.RetryDelay(policy, OnError.Abort, 1, true, chance)!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Jitter_ComesFromTheEvent()
    {
        var run = new EngineRun(new FlowBuilder().Node("a", "test_effect").Policy("on_error", "retry").Return().Exec("start", "a", "return"), new World().Fails("a")).Start();

        run.Post((NodeFailed)run.AnswerTo(run.Pending[0])! with { Chance = 0.5 });

        Assert.Equal(run.Now.AddSeconds(0.75), run.State.NextDue);
    }

    [Fact]
    public void RetryDelay_OfHugeNumbers_IsTheMost()
    {
        var policy = new NodePolicy { OnError = OnError.Retry, MaxAttempts = 1000, InitialDelaySeconds = 1e300, Backoff = 1e300, Jitter = false };

        Assert.Equal(60, ErrorPolicy.RetryDelay(policy, OnError.Abort, 999, true, 0)!.Value.TotalSeconds);
    }

    [Fact]
    public void ErrorEdge_FiresInsteadOfTheOthersWithTheError()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "after", "rescue").Return().Exec("start", "a", "after").Exec("a.error", "rescue", "return").Data("a.error", "return.error");

        var run = EngineRun.ToEnd(flow, new World().Fails("a"));

        Assert.Equal("""{"error":{"code":"broken","message":"'a' is broken.","node_id":"a","attempt":1}}""", ((Value)run.Result).ToString());
        Assert.Contains("skipped after by a Failed", run.Lines);
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Fact]
    public void ErrorEdge_OfANodeThatCompletes_IsDead()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "rescue").Return().Exec("start", "a", "return").Exec("a.error", "rescue");

        Assert.Equal(["a"], EngineRun.ToEnd(flow).World.Calls);
    }

    [Fact]
    public void ErrorOutput_OfANodeThatHasOneItself_IsItsOwn()
    {
        var flow = new FlowBuilder().Node("a", "test_error_output").Return().Return("failed").Exec("start", "a", "return").Exec("a.error", "failed").Data("a.error", "return.x").Data("a.error", "failed.x");

        Assert.Equal("mine", EngineRun.ToEnd(flow, new World().Gives("a", ("error", "mine"))).Result["x"]);
        Assert.Equal("broken", EngineRun.ToEnd(flow, new World().Fails("a")).Result["x"].AsDict()["code"]);
    }

    [Fact]
    public void ErrorOutput_AfterSuccess_IsNoValue()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a").Node("join", "test_effect").Join("any").Return().Exec("start", "a", "join", "return").Exec("a.error", "join").Data("a.error", "return.error");

        Assert.Equal("missing_input", EngineRun.ToEnd(flow).Error.Error.Code);
    }

    [Fact]
    public void Precedence_RetriesComeBeforeTheErrorEdge()
    {
        var flow = Retried().Nodes("test_effect", "rescue").Exec("a.error", "rescue").Return("rescued").Exec("rescue", "rescued");

        Assert.Equal(["a", "a#2", "a#3", "rescue"], EngineRun.ToEnd(flow, new World().Fails("a")).World.Calls);
    }

    [Fact]
    public void Precedence_TheErrorEdgeComesBeforeTheTry()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "a", "rescue", "caught").Return()
            .Exec("start", "try").Exec("try.try", "a").Exec("a.error", "rescue", "return").Exec("try.catch", "caught");

        Assert.Equal(["try[try]/a", "try[try]/rescue"], EngineRun.ToEnd(flow, new World().Fails("a")).World.Calls);
    }

    [Theory]
    [InlineData("continue")]
    [InlineData("skip")]
    [InlineData("abort")]
    public void Precedence_TheNearestTryComesBeforeThePolicy(string policy)
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Node("a", "test_effect").Policy("on_error", policy).Nodes("test_effect", "after", "caught").Return()
            .Exec("start", "try").Exec("try.try", "a", "after").Exec("try.catch", "caught", "return");

        Assert.Equal(["try[try]/a", "try[catch]/caught"], EngineRun.ToEnd(flow, new World().Fails("a")).World.Calls);
    }

    [Fact]
    public void Precedence_RetriesComeBeforeTheTry()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Node("a", "test_effect").Policy("on_error", "retry").Policy("max_attempts", 2).Nodes("test_effect", "caught").Return()
            .Exec("start", "try").Exec("try.try", "a").Exec("try.catch", "caught", "return");

        Assert.Equal(["try[try]/a", "try[try]/a#2", "try[catch]/caught"], EngineRun.ToEnd(flow, new World().Fails("a")).World.Calls);
    }

    [Fact]
    public void Fail_FailsWithItsCodeAndMessage()
    {
        var run = EngineRun.ToEnd(new FlowBuilder("why").Node("fail", "fail").Input("code", "no_stock").Policy("on_error", "retry").Return().Exec("start", "fail", "return").Data("start.why", "fail.message"), null, ("why", "Nothing left."));

        Assert.Equal(("no_stock", "Nothing left."), (run.Error.Error.Code, run.Error.Error.Message));
        Assert.Equal(1, run.Error.Attempt);
    }

    [Fact]
    public void Report_OfAnEarlierAttempt_ChangesNothing()
    {
        var run = new EngineRun(Retried()).Start();
        var first = run.AnswerTo(run.Pending[0])!;
        run.Fail("a").FireTimer();

        run.Post(first);

        Assert.Null(run.State.Outcome);
        Assert.Equal("return", run.Complete("a").Outcome.ReturnNode);
    }

    [Fact]
    public void Errors_OfManyNodes_AreListedUpToAHundred()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 150).Node("a", "test_effect").Policy("on_error", "continue").Return().Exec("start", "for").Exec("for.body", "a").Exec("for.completed", "return");

        var run = EngineRun.ToEnd(flow, new World().Fails("a"));

        Assert.Equal(100, run.State.Errors.Count);
        Assert.Equal(150, run.State.NodesFailed);
    }

    [Fact]
    public void Cancel_DuringARetrysDelay_EndsTheNode()
    {
        var run = new EngineRun(Retried()).Start().Fail("a").Cancel();

        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
        Assert.Null(run.State.NextDue);
        Assert.Contains("cancelled a", run.Lines);
    }

    private static FlowBuilder Retried() => new FlowBuilder().Return().Node("a", "test_effect").Policy("on_error", "retry").Exec("start", "a", "return");

    [Theory]
    [InlineData(0, 1e9, 1e9, 36)] // zero times infinity
    [InlineData(0, 10, 60, 310)]
    [InlineData(1e9, 1e9, 0, 999)]
    [InlineData(31_536_000, 1e9, 1e9, 999)]
    public void RetryDelay_OfAnExtremePolicy_IsANumber(double initial, double backoff, double most, int attempt) =>
        AssertDelay(new NodePolicy { OnError = OnError.Retry, MaxAttempts = 1000, InitialDelaySeconds = initial, Backoff = backoff, MaxDelaySeconds = most }, attempt, 0.5);

    [Fact]
    public void RetryDelay_OfAnyPolicy_IsAtMostItsLongest()
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var policy = new NodePolicy
            {
                OnError = OnError.Retry,
                MaxAttempts = random.Next(2, 1001),
                InitialDelaySeconds = Draw(random),
                Backoff = Math.Max(1, Draw(random)),
                MaxDelaySeconds = Draw(random),
                Jitter = random.Next(2) == 0,
            };
            AssertDelay(policy, random.Next(1, policy.MaxAttempts), random.NextDouble());
        }

        static double Draw(Random random) => random.Next(4) switch { 0 => 0, 1 => 1e9, 2 => random.NextDouble(), _ => Math.Pow(10, random.NextDouble() * 9) };
    }

    private static void AssertDelay(NodePolicy policy, int attempt, double chance)
    {
        var delay = ErrorPolicy.RetryDelay(policy, OnError.Abort, attempt, retryable: true, chance);
        Assert.NotNull(delay);
        Assert.InRange(delay.Value.TotalSeconds, 0, policy.MaxDelaySeconds + 1e-6);
    }
}
