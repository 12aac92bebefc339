using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class PureNodeTests
{
    private readonly TestNodes _nodes = new();

    [Fact]
    public void FreeNode_ThatSeveralPinsRead_IsEvaluatedOncePerFiring()
    {
        var flow = new FlowBuilder("x").Nodes("test_tick", "tick").Nodes("test_two", "left", "right", "both").Return()
            .Exec("start", "return").Data("start.x", "tick.value")
            .Data("tick.value", "left.a").Data("tick.value", "left.b").Data("tick.value", "right.a").Data("left.list", "both.a").Data("right.list", "both.b")
            .Data("both.list", "return.x").Data("tick.value", "return.y");

        var run = new EngineRun(flow, nodes: _nodes).Start(("x", 1));

        Assert.Equal("[[1,1],[1,null]]", run.Result["x"].ToString());
        Assert.Equal(1, _nodes.Ticks);
    }

    [Fact]
    public void PureNode_ThatIsGivenUp_IsNoFailureThatTheFlowSees()
    {
        var flow = new FlowBuilder().Node("slow", "test_given_up").Node("reader", "test_effect").Return()
            .Exec("start", "reader", "return").Exec("reader.error", "return").Data("slow.value", "reader.value");

        var fault = Assert.Throws<RunFaultException>(() => new EngineRun(flow, nodes: _nodes).Start());

        Assert.Equal(("node_too_slow", "slow"), (fault.Error.Code, fault.Error.NodeId));
    }

    [Fact]
    public void FreeNode_OfTwoConsumers_IsEvaluatedForEach()
    {
        var flow = new FlowBuilder().Node("tick", "test_tick").Input("value", 1).Nodes("test_effect", "a", "b").Return()
            .Exec("start", "a", "b", "return").Data("tick.value", "a.value").Data("tick.value", "b.value");

        var run = new EngineRun(flow, nodes: _nodes).Start().Finish();

        Assert.Equal(2, _nodes.Ticks);
        Assert.Equal(5, run.State.NodesExecuted); // START, a, b, RETURN, and the pure node once
    }

    [Fact]
    public void FreeNode_NobodyReads_IsNotEvaluated()
    {
        var run = new EngineRun(new FlowBuilder().Node("tick", "test_tick").Return().Exec("start", "return"), nodes: _nodes).Start();

        Assert.Equal("return", run.Outcome.ReturnNode);
        Assert.Equal(0, _nodes.Ticks);
        Assert.Equal(2, run.State.NodesExecuted);
    }

    [Fact]
    public void PureNode_WithExecEdges_RunsOnceAndKeepsItsValue()
    {
        var flow = new FlowBuilder().Node("tick", "test_tick").Input("value", 1).Nodes("test_effect", "a", "b").Return()
            .Exec("start", "tick", "a", "b", "return").Data("tick.value", "a.value").Data("tick.value", "b.value");

        new EngineRun(flow, nodes: _nodes).Start().Finish();

        Assert.Equal(1, _nodes.Ticks);
    }

    [Theory]
    [InlineData(false, false, true, "")]
    [InlineData(true, false, false, "RF401 RF405")]
    [InlineData(false, true, false, "")]
    [InlineData(true, true, false, "")]
    public void PureNode_IsFreeWithoutAnyExecEdge_ForTheValidatorAndTheEngine(bool hasExecOut, bool hasExecIn, bool isFree, string problems)
    {
        var flow = new FlowBuilder().Node("add", "math_add").Input("x", 1).Input("y", 2).Return().Exec("start", "return").Data("add.result", "return.sum");
        flow = hasExecOut ? flow.Exec("add", "return") : flow;
        flow = hasExecIn ? flow.Exec("start", "add") : flow;
        var types = new TestNodes().Types;

        var found = FlowValidator.Validate(flow.ToDocument(types), types, FlowLimits.Default);
        var run = EngineRun.ToEnd(flow);

        Assert.Equal(problems, string.Join(' ', found.Select(problem => problem.Code.ToString()[..5])));
        Assert.Equal(isFree, run.Graph.Nodes[run.Graph.Index["add"]].IsFree);
        Assert.Equal(problems.Length == 0, run.Outcome.Kind == OutcomeKind.Completed && run.Result["sum"] == 3);
    }

    [Fact]
    public void FreeNode_WhoseSourceHasNotSettled_WaitsWithItsConsumer()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_effect", "slow").Node("tick", "test_tick").Return()
            .Fork("start", "slow", "return").Data("slow.value", "tick.value").Data("tick.value", "return.x"), nodes: _nodes).Start();

        Assert.Equal(0, _nodes.Ticks);
        run.Complete("slow", ("value", 3));
        Assert.Equal(3, run.Result["x"]);
        Assert.Equal(1, _nodes.Ticks);
    }

    [Fact]
    public void FreeNode_ThatFails_FailsItsConsumerAndIsNamed()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Node("div", "math_divide").Input("x", 1).Input("y", 0).Nodes("test_effect", "a").Return()
            .Exec("start", "a", "return").Data("div.result", "a.value"));

        Assert.Equal("division_by_zero", run.Error.Error.Code);
        Assert.Equal("div", run.Error.NodeId);
        Assert.Contains("evaluated div [1,0] division_by_zero", run.Lines);
        Assert.Contains("failed a#1 division_by_zero", run.Lines);
        Assert.Equal(1, run.State.NodesFailed);
    }

    [Theory]
    [InlineData("test_throw", "node_failed")]
    [InlineData("test_fault", "faulty")]
    public void PureNode_ThatFails_IsNeverRetried(string type, string code)
    {
        foreach (var isFree in new[] { true, false })
        {
            var flow = new FlowBuilder().Node("bad", type).Policy("on_error", "retry").Node("reader", "test_effect").Policy("on_error", "retry").Return()
                .Exec("start", "reader", "return").Data("bad.value", "reader.value");
            if (!isFree)
            {
                flow = new FlowBuilder().Node("bad", type).Policy("on_error", "retry").Return().Exec("start", "bad", "return");
            }

            var run = new EngineRun(flow, nodes: _nodes).Start();

            Assert.Equal(code, run.Error.Error.Code);
            Assert.Equal(1, run.Error.Attempt);
        }
    }

    [Fact]
    public void FreeNodes_AHundredThousandInARow_TakeNoStack()
    {
        const int length = 100_000;
        var flow = new FlowBuilder("x:int").Return().Exec("start", "return");
        for (var i = 0; i < length; i++)
        {
            flow.Node($"n{i}", "math_add").Input("y", 1).Data(i == 0 ? "start.x" : $"n{i - 1}.result", $"n{i}.x");
        }

        flow.Data($"n{length - 1}.result", "return.x");

        var run = new EngineRun(flow, observed: false).Start(("x", 0));

        Assert.Equal(length, run.Result["x"]);
        Assert.Equal(length + 2, run.State.NodesExecuted);
    }

    [Fact]
    public void FreeNodes_InLayersThatAllReadTheOneBefore_AreEvaluatedOnceEach()
    {
        var flow = new FlowBuilder("x").Return().Exec("start", "return").Nodes("test_tick", "t0").Data("start.x", "t0.value");
        for (var i = 1; i <= 40; i++)
        {
            flow.Nodes("test_two", $"p{i}").Nodes("test_tick", $"t{i}").Data($"t{i - 1}.value", $"p{i}.a").Data($"t{i - 1}.value", $"p{i}.b").Data(i == 40 ? "t39.value" : $"p{i}.list", $"t{i}.value");
        }

        // Every layer reads the one before twice; evaluated per pin, this would take 2^40 evaluations.
        var run = new EngineRun(flow.Data("t20.value", "return.x"), nodes: _nodes).Start(("x", 1));

        Assert.Equal(OutcomeKind.Completed, run.Outcome.Kind);
        Assert.Equal(21, _nodes.Ticks);
    }

    [Fact]
    public void HeavyNode_RunsInItsGrainWhileItsConsumerWaits()
    {
        var run = new EngineRun(new FlowBuilder("x").Nodes("test_heavy", "heavy").Node("tick", "test_tick").Nodes("test_effect", "a").Return()
            .Exec("start", "a", "return").Data("start.x", "heavy.x").Data("start.x", "tick.value").Data("heavy.result", "a.value").Data("tick.value", "a.other")
            .Data("a.value", "return.x"), nodes: _nodes).Start(("x", 4));

        Assert.Equal(["heavy@a"], run.PendingPaths);
        run.Complete("heavy@a", ("result", 5));
        Assert.Equal(["a"], run.PendingPaths);
        Assert.Equal(5, run.Settle().Result["x"]);
        Assert.Equal(1, _nodes.Ticks);
        Assert.Contains("evaluated heavy [4] [5]", run.Lines);
        Assert.Equal(5, run.State.NodesExecuted);
    }

    [Fact]
    public void HeavyNodes_BehindEachOther_RunOneAfterTheOther()
    {
        var run = new EngineRun(new FlowBuilder("x").Nodes("test_heavy", "h1", "h2", "side").Nodes("test_tick", "between").Nodes("test_two", "both").Return()
            .Exec("start", "return").Data("start.x", "h1.x").Data("h1.result", "between.value").Data("between.value", "h2.x").Data("start.x", "side.x")
            .Data("h2.result", "both.a").Data("side.result", "both.b").Data("both.list", "return.x"), nodes: _nodes).Start(("x", 1));

        Assert.Equal(["h1@return", "side@return"], run.PendingPaths.Order());
        run.Complete("h1@return", ("result", 2));
        run.Complete("side@return", ("result", 9));
        Assert.Equal(["h2@return"], run.PendingPaths);
        run.Complete("h2@return", ("result", 3));
        Assert.Equal("[3,9]", run.Result["x"].ToString());
        Assert.Equal(1, _nodes.Ticks);
    }

    [Fact]
    public void HeavyNode_ThatFails_FailsItsConsumerAndCancelsTheOthers()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_heavy", "h1", "h2").Nodes("test_two", "both").Nodes("test_effect", "a").Node("ok", "test_effect").Return()
            .Exec("start", "a").Exec("a.error", "ok", "return").Data("h1.result", "both.a").Data("h2.result", "both.b").Data("both.list", "a.value").Data("a.error", "return.error"), nodes: _nodes).Start();

        run.Fail("h1@a");

        Assert.Equal(["ok"], run.PendingPaths);
        Assert.Equal("h2", Assert.Single(run.Instructions.OfType<CancelNode>()).Node.Id);
        Assert.Equal("h1", run.Settle().Result["error"].AsDict()["node_id"]);
    }

    [Fact]
    public void HeavyNode_OfACancelledConsumer_IsCancelled()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_heavy", "heavy").Nodes("test_effect", "a").Return().Exec("start", "a", "return").Data("heavy.result", "a.value"), nodes: _nodes).Start();

        run.Cancel();

        Assert.Equal(["heavy"], run.Instructions.OfType<CancelNode>().Select(cancel => cancel.Node.Id));
        Assert.Equal(OutcomeKind.Cancelled, run.Outcome.Kind);
    }

    [Fact]
    public void HeavyNode_WithExecEdges_RunsLikeAnEffectAndIsRetried()
    {
        var run = new EngineRun(new FlowBuilder().Node("heavy", "test_heavy").Policy("on_error", "retry").Return().Exec("start", "heavy", "return").Data("heavy.result", "return.x")).Start();

        run.Fail("heavy").FireTimer();
        run.Complete("heavy", ("result", 1));

        Assert.Equal(1, run.Result["x"]);
    }

    [Fact]
    public void Variables_AreReadWhenTheConsumerFires()
    {
        var flow = new FlowBuilder().Variable("v", 1).Node("get", "variables_get").Config("variable_name", "v").Node("set", "variables_set").Config("variable_name", "v").Input("value", 2)
            .Nodes("test_effect", "before", "after").Return()
            .Exec("start", "before", "set", "after", "return").Data("get.value", "before.value").Data("get.value", "after.value").Data("before.value", "return.before").Data("after.value", "return.after");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal(1, run.Result["before"]);
        Assert.Equal(2, run.Result["after"]);
    }

    [Fact]
    public void Variables_BehindPureNodes_AreAtHand()
    {
        var flow = new FlowBuilder().Variable("v", 1).Variable("w", 2).Node("v", "variables_get").Config("variable_name", "v").Node("w", "variables_get").Config("variable_name", "w")
            .Nodes("math_add", "add").Return().Exec("start", "return").Data("v.value", "add.x").Data("w.value", "add.y").Data("add.result", "return.x");

        var run = new EngineRun(flow).Start();

        Assert.Empty(run.Instructions);
        Assert.Equal(3, run.Result["x"]);
    }

    [Fact]
    public void VariablesList_ReadsAllInTheOrderInWhichTheyCameToBe()
    {
        var flow = new FlowBuilder().Variable("v", 1).Node("set", "variables_set").Config("variable_name", "a").Input("value", 2).Nodes("variables_list", "list").Return()
            .Exec("start", "set", "return").Data("list.variables", "return.x");

        Assert.Equal("{\"v\":1,\"a\":2}", EngineRun.ToEnd(flow).Result["x"].ToString());
    }

    [Fact]
    public void UnknownVariable_FailsTheConsumer()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Node("get", "variables_get").Config("variable_name", "v").Return().Exec("start", "return").Data("get.value", "return.x"));

        Assert.Equal("unknown_variable", run.Error.Error.Code);
        Assert.Equal("get", run.Error.NodeId);
    }

    [Fact]
    public void VariablesGet_WithExecEdges_ReadsInItsTurn()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Variable("v", 5).Node("get", "variables_get").Config("variable_name", "v").Return().Exec("start", "get", "return").Data("get.value", "return.x"));

        Assert.Equal(5, run.Result["x"]);
    }

    [Fact]
    public void Variables_WithAHeavyNodeBeside_AreReadOnce()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Variable("v", 5).Node("get", "variables_get").Config("variable_name", "v").Nodes("test_heavy", "heavy").Nodes("test_two", "both").Return().Exec("start", "return")
            .Data("get.value", "heavy.x").Data("get.value", "both.a").Data("heavy.result", "both.b").Data("both.list", "return.x"));

        Assert.Equal("[5,5]", run.Result["x"].ToString());
        Assert.Equal(1, run.Recorder!.Lines.Count(line => line.StartsWith("evaluated get", StringComparison.Ordinal)));
        Assert.Equal(ValueKind.List, run.Result["x"].Kind);
    }
}
