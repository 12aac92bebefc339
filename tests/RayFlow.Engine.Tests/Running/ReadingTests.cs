using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class ReadingTests
{
    [Fact]
    public void Node_ThatReadsAParallelNode_WaitsUntilThatHasSettled()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_effect", "slow", "reader").Return()
            .Fork("start", "slow", "reader").Exec("reader", "return").Data("slow.value", "reader.value").Data("reader.value", "return.x")).Start();

        Assert.Equal(["slow"], run.PendingPaths);
        run.Complete("slow", ("value", 7));
        Assert.Equal(["reader"], run.PendingPaths);
        Assert.Equal(7, run.Settle().Result["x"]);
    }

    [Fact]
    public void Node_ThatReadsSeveralParallelNodes_WaitsForAllOfThem()
    {
        var run = new EngineRun(new FlowBuilder().Nodes("test_effect", "a", "b").Node("reader", "data_list_make").Return()
            .Fork("start", "a", "b", "reader").Exec("reader", "return")
            .Data("a.value", "reader.one").Data("b.value", "reader.two").Data("a.value", "reader.three").Data("reader.list", "return.x")).Start();

        run.Complete("a", ("value", 1));
        run.Complete("b", ("value", 2));

        Assert.Equal("[1,2,1]", run.Result["x"].ToString());
    }

    [Fact]
    public void Edge_WithNull_IsAValueAndNotAnAbsence()
    {
        var run = EngineRun.ToEnd(new FlowBuilder("x").Node("take", "test_effect").Input("value", 5).Return()
            .Exec("start", "take", "return").Data("start.x", "take.value").Data("take.value", "return.x"), null, ("x", Value.Null));

        Assert.True(run.Result["x"].IsNull);
    }

    [Fact]
    public void Input_WithoutAnEdge_IsItsInputValueElseItsDefault()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Node("given", "math_round").Input("x", 2.347).Input("digits", 2).Node("standard", "math_round").Input("x", 2.347).Return()
            .Exec("start", "return").Data("given.result", "return.given").Data("standard.result", "return.standard"));

        Assert.Equal(2.35, run.Result["given"]);
        Assert.Equal(2, run.Result["standard"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Edge_FromASkippedNode_CountsAsNone(bool hasInputValue)
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Nodes("test_effect", "yes", "no").Node("add", "math_add").Input("y", 1);
        flow = hasInputValue ? flow.Input("x", 10) : flow;
        flow.Return().Exec("start", "if").Exec("if.true", "yes", "add", "return").Exec("if.false", "no", "add")
            .Data("start.go", "if.condition").Data("yes.value", "add.x").Data("add.result", "return.sum");

        var run = EngineRun.ToEnd(flow, null, ("go", false));

        if (hasInputValue)
        {
            Assert.Equal(11, run.Result["sum"]);
        }
        else
        {
            Assert.Equal("missing_input", run.Error.Error.Code);
            Assert.Equal("add", run.Error.NodeId);
            Assert.Equal("Input 'x' of node 'add' reads output 'value' of node 'yes', which was skipped, and has neither an input value nor a default.", run.Error.Error.Message);
        }
    }

    [Fact]
    public void Edge_FromAFailedNodeThatContinues_CountsAsNone()
    {
        var flow = new FlowBuilder().Node("a", "test_effect").Policy("on_error", "continue").Node("b", "test_effect").Node("upper", "string_upper").Return()
            .Fork("start", "a", "b").Exec("b", "return").Data("a.value", "upper.text").Data("upper.result", "return.x");

        var run = EngineRun.ToEnd(flow, new World().Fails("a"));

        Assert.Equal("Input 'text' of node 'upper' reads output 'value' of node 'a', which failed, and has neither an input value nor a default.", run.Error.Error.Message);
        Assert.Equal("upper", run.Error.Error.NodeId);
        Assert.Equal("upper", run.Error.NodeId);
    }

    [Fact]
    public void Input_WithNothingAtAll_FailsItsNode()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Node("add", "math_add").Input("x", 1).Return().Exec("start", "add", "return"));

        Assert.Equal("Input 'y' of node 'add' has no edge, no input value and no default. Connect it or give it a value.", run.Error.Error.Message);
    }

    [Fact]
    public void Value_OfAnotherTypeThanThePin_FailsTheReaderAndNamesBothEnds()
    {
        var run = EngineRun.ToEnd(new FlowBuilder("x").Node("add", "math_add").Input("y", 1).Return().Exec("start", "add", "return").Data("start.x", "add.x"), null, ("x", "text"));

        Assert.Equal("type_mismatch", run.Error.Error.Code);
        Assert.Equal("Input 'x' of node 'add' takes number, but got str from output 'x' of node 'start'. Convert it with a convert node.", run.Error.Error.Message);
    }

    [Fact]
    public void Value_OfACompatibleType_ArrivesInThePinsType()
    {
        var run = EngineRun.ToEnd(new FlowBuilder("x").Node("round", "math_round").Input("x", 1.26).Return().Exec("start", "return").Data("start.x", "round.digits").Data("round.result", "return.x"), null, ("x", 1.0));

        Assert.Equal(1.3, run.Result["x"]);
    }

    [Fact]
    public void Pin_ThatTakesNull_TakesIt()
    {
        var run = EngineRun.ToEnd(new FlowBuilder("list:list", "stop").Node("slice", "data_list_slice").Return().Exec("start", "return")
            .Data("start.list", "slice.list").Data("start.stop", "slice.stop").Data("slice.list", "return.x"), null, ("list", ValueList.Create([1, 2, 3])), ("stop", Value.Null));

        Assert.Equal("[1,2,3]", run.Result["x"].ToString());
    }

    [Fact]
    public void Return_WithSeveralInputs_KeepsTheirOrder()
    {
        var flow = new FlowBuilder("x").Return().Input("z", 0).Exec("start", "return").Data("start.x", "return.b").Data("start.x", "return.a");

        Assert.Equal(["b", "a", "z"], EngineRun.ToEnd(flow, null, ("x", 1)).Result.Keys);
    }

    [Fact]
    public void Reader_OfANodeThatRunsAfterIt_FailsBecauseNothingElseRuns()
    {
        // The validator refuses this flow; a run would wait for ever.
        var run = EngineRun.ToEnd(new FlowBuilder().Nodes("test_effect", "a", "b").Return().Exec("start", "a", "b", "return").Data("b.value", "a.value"));

        Assert.Equal("circular_wait", run.Error.Error.Code);
        Assert.Equal("Node 'a' waits to read from node 'b', which waits for 'a' in turn. Read from a node that runs before it.", run.Error.Error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reader_OfAJoinThatItLeadsTo_WaitsForTheOtherWayOrFails(bool other)
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Nodes("test_effect", "a", "b").Node("join", "test_effect").Join("any").Node("beside", "flow_delay").Input("seconds", 5).Return()
            .Fork("start", "if", "b", "beside").Exec("if.true", "a", "join", "return").Exec("b", "join").Data("start.go", "if.condition").Data("join.value", "b.value");

        var run = EngineRun.ToEnd(flow, null, ("go", other));

        if (other)
        {
            Assert.Equal("return", run.Outcome.ReturnNode);
        }
        else
        {
            Assert.Equal("circular_wait", run.Error.Error.Code);
            Assert.Equal(run.Now, run.Outcome.At); // as long as anything ran, there was hope
        }
    }

    [Fact]
    public void Read_OfANodeThatStartDoesNotReach_SaysSo()
    {
        var run = EngineRun.ToEnd(new FlowBuilder().Nodes("test_effect", "lost").Node("upper", "string_upper").Return().Exec("start", "return").Data("lost.value", "upper.text").Data("upper.result", "return.x"));

        Assert.Equal("Input 'text' of node 'upper' reads output 'value' of node 'lost', which START does not reach, and has neither an input value nor a default.", run.Error.Error.Message);
    }

    [Fact]
    public void InputOfReturn_FromASkippedNode_IsMissing()
    {
        var flow = new FlowBuilder("go:bool").Node("if", "logic_if").Nodes("test_effect", "yes").Return()
            .Exec("start", "if").Exec("if.true", "yes", "return").Exec("if.false", "return").Data("start.go", "if.condition").Data("yes.value", "return.x");

        Assert.Equal("missing_input", EngineRun.ToEnd(flow, null, ("go", false)).Error.Error.Code);
    }
}
