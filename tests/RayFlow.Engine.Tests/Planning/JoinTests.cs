using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Planning;

public sealed class JoinTests
{
    [Fact]
    public void JoinAll_BehindTwoBranches_FiresWhenBothHaveSettled()
    {
        var run = new EngineRun(Diamond()).Start();

        Assert.Equal(["a", "b"], run.PendingPaths);
        run.Complete("b");
        Assert.Equal(["a"], run.PendingPaths);
        run.Complete("a");
        Assert.Equal(["join"], run.PendingPaths);
        run.Complete("join");

        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void JoinAll_BehindAnIf_DoesNotWaitForTheRoadNotTaken()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Nodes("test_effect", "yes", "no", "join").Return()
            .Exec("start", "if").Exec("if.true", "yes", "join", "return").Exec("if.false", "no", "join")
            .Data("start.go", "if.condition");

        var run = EngineRun.ToEnd(flow, null, ("go", true));

        Assert.Equal(["yes", "join"], run.World.Calls);
        Assert.Contains("skipped no by if Completed", run.Lines);
    }

    [Fact]
    public void JoinAll_WithEveryEdgeDead_IsSkippedAndSaysWho()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Nodes("test_effect", "a", "b", "join", "after").Return()
            .Exec("start", "if").Fork("if.true", "a", "b").Exec("a", "join", "after").Exec("b", "join").Exec("if.false", "return")
            .Data("start.go", "if.condition");

        var run = EngineRun.ToEnd(flow, null, ("go", false));

        Assert.Equal(
            ["skipped a by if Completed", "skipped after by if Completed", "skipped b by if Completed", "skipped join by if Completed"],
            run.Lines.Where(line => line.StartsWith("skipped", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Empty(run.World.Calls);
    }

    [Theory]
    [InlineData("any")]
    [InlineData("merge")]
    public void JoinAny_AtTheFirstLiveEdge_FiresOnce(string join)
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a", "b", "after");
        flow = join == "any" ? flow.Node("join", "test_effect").Join("any") : flow.Node("join", "flow_merge");
        flow.Return().Fork("start", "a", "b").Exec("a", "join", "after", "return").Exec("b", "join");
        var run = new EngineRun(flow, new World().Hangs("after")).Start();

        run.Complete("b").Settle();

        Assert.Single(run.World.Calls, "after");
        Assert.Equal(1, run.Recorder!.Lines.Count(line => line.StartsWith("completed join", StringComparison.Ordinal)));
        run.Complete("after");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void JoinAny_AfterADeadEdge_WaitsForALiveOne()
    {
        var flow = Diamond().Node("other", "test_effect").Join("any").Exec("a", "other").Exec("b", "other");
        var run = new EngineRun(flow).Start();
        run.Fail("a");
        Assert.Equal("broken", run.Error.Error.Code);

        var left = new EngineRun(new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Node("b", "test_effect").Node("join", "test_effect").Join("any").Return()
            .Fork("start", "a", "b").Exec("a", "join", "return").Exec("b", "join")).Start();
        left.Fail("a");
        Assert.Equal(["b"], left.PendingPaths);
        left.Complete("b");
        Assert.Equal(["join"], left.PendingPaths);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void JoinCount_OfTwoOfThree_FiresAtTheSecondLiveEdge(int live, bool fires)
    {
        var flow = new FlowBuilder();
        foreach (var id in new[] { "a", "b", "c" })
        {
            flow.Node(id, "test_effect").Policy("on_error", "continue").Exec("start", id);
        }

        flow.Node("join", "test_effect").JoinCount(2).Exec("a", "join").Exec("b", "join").Exec("c", "join").Return().Exec("join", "return");
        var run = new EngineRun(flow).Start();

        foreach (var (i, id) in new[] { "a", "b", "c" }.Index())
        {
            if (i < live)
            {
                run.Complete(id);
            }
            else
            {
                run.Fail(id);
            }

            Assert.Equal(i + 1 >= 2 && i < 3 && live >= 2, run.PendingPaths.Contains("join"));
        }

        Assert.Equal(fires, run.PendingPaths.Contains("join"));
        if (!fires)
        {
            Assert.Equal("no_return", run.Error.Error.Code);
        }
    }

    [Fact]
    public void JoinCount_ThatCanNoLongerCome_IsSkippedAtOnce()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "b")
            .Node("join", "test_effect").JoinCount(2).Node("wait", "test_effect").Join("any").Return()
            .Fork("start", "a", "b").Exec("a", "join", "wait").Exec("b", "join").Exec("b", "return");
        var run = new EngineRun(flow).Start();

        run.Fail("a");

        Assert.Contains("skipped join by a Failed", run.Lines);
        Assert.Equal(["b"], run.PendingPaths);
    }

    [Fact]
    public void JoinStrict_WithEveryEdgeLive_Fires()
    {
        var run = new EngineRun(Diamond("strict")).Start();

        run.Settle();

        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void JoinStrict_WithADeadEdge_FailsAndNamesWho(bool deadFirst)
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "b").Node("join", "test_effect").Join("strict").Return()
            .Fork("start", "a", "b").Exec("a", "join", "return").Exec("b", "join");
        var run = new EngineRun(flow).Start();

        if (deadFirst)
        {
            run.Fail("a").Complete("b");
        }
        else
        {
            run.Complete("b").Fail("a");
        }

        Assert.Equal("join_strict", run.Error.Error.Code);
        Assert.Equal("join", run.Error.NodeId);
        Assert.Equal("Node 'join' joins strictly, and an exec edge into it is dead because of node 'a'.", run.Error.Error.Message);
    }

    [Fact]
    public void JoinStrict_WithEveryEdgeDead_IsSkipped()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Node("join", "test_effect").Join("strict").Nodes("test_effect", "b").Return()
            .Exec("start", "a", "join").Exec("start", "b", "return").Exec("a", "join");
        var run = new EngineRun(flow).Start();

        run.Fail("a").Settle();

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Contains("skipped join by a Failed", run.Lines);
    }

    [Fact]
    public void Join_WithTwoEdgesFromOneNode_CountsEdges()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Node("join", "test_effect").JoinCount(2).Return()
            .Exec("start", "if").Exec("if.true", "join").Exec("if.true", "join", "return")
            .Data("start.go", "if.condition");

        Assert.Equal("return", EngineRun.ToEnd(flow, null, ("go", true)).Outcome.ReturnNode);
    }

    [Fact]
    public void Join_WithAnEdgeFromWhatStartDoesNotReach_TakesItAsDead()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "lost", "a", "join").Node("strict", "test_effect").Join("strict").Policy("on_error", "skip").Return()
            .Exec("start", "a", "join", "strict", "return").Exec("lost", "join").Exec("lost", "strict");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Equal("Node 'strict' joins strictly, and an exec edge into it is dead because START does not reach its source.", Assert.Single(run.State.Errors).Error.Message);
    }

    [Fact]
    public void Skips_OfAHundredThousandNodesInARow_TakeNoStack()
    {
        const int length = 100_000;
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Return().Exec("start", "if").Exec("if.false", "return").Data("start.go", "if.condition");
        for (var i = 0; i < length; i++)
        {
            flow.Node($"n{i}", "test_effect").Exec(i == 0 ? "if.true" : $"n{i - 1}", $"n{i}");
        }

        var run = new EngineRun(flow, observed: true).Start(("go", false));

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Equal(length, run.Lines.Count(line => line.StartsWith("skipped", StringComparison.Ordinal)));
        Assert.Equal(3, run.State.NodesExecuted);
    }

    [Fact]
    public void Skip_OfALoop_SkipsWhatComesAfterIt()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Node("for", "flow_for_range").Input("stop", 3).Nodes("test_effect", "body", "after").Return()
            .Exec("start", "if").Exec("if.true", "for").Exec("for.body", "body").Exec("for.completed", "after", "return").Exec("if.false", "return")
            .Data("start.go", "if.condition");

        var run = EngineRun.ToEnd(flow, null, ("go", false));

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Contains("skipped after by if Completed", run.Lines);
        Assert.Empty(run.World.Calls);
    }

    [Fact]
    public void Switch_WithACase_TakesItsPortAndNoOther()
    {
        foreach (var (given, taken) in new[] { (1, "one"), (2, "two"), (7, "other") })
        {
            var flow = new FlowBuilder("x:int").Node("switch", "logic_switch").Constant("CASES", RayFlow.Model.Values.ValueList.Create([1, 2.0])).Nodes("return", "one", "two", "other")
                .Exec("start", "switch").Exec("switch.case-0", "one").Exec("switch.case-1", "two").Exec("switch.default", "other")
                .Data("start.x", "switch.value");

            Assert.Equal(taken, EngineRun.ToEnd(flow, null, ("x", given)).Outcome.ReturnNode);
        }
    }

    [Fact]
    public void Fork_OfManyNodes_RunsThemAllAtOnce()
    {
        var flow = new FlowBuilder().Return();
        foreach (var i in Enumerable.Range(0, 200))
        {
            flow.Node($"n{i}", "test_effect").Exec("start", $"n{i}", "return");
        }

        var run = new EngineRun(flow).Start();

        Assert.Equal(200, run.Pending.Count);
        run.Settle();
        Assert.Equal(OutcomeKind.Completed, run.Outcome.Kind);
        Assert.Equal(202, run.State.NodesExecuted);
    }

    private static FlowBuilder Diamond(string join = "all") => new FlowBuilder().Nodes("test_effect", "a", "b").Node("join", "test_effect").Join(join).Return()
        .Fork("start", "a", "b").Exec("a", "join", "return").Exec("b", "join");
}
