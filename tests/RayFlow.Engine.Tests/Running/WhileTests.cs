using RayFlow.Engine.Tests.Driving;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class WhileTests
{
    [Fact]
    public void While_ReadsItsConditionAnewBeforeEachTurn()
    {
        var flow = new FlowBuilder().Variable("n", 0).Node("n", "variables_get").Config("variable_name", "n").Node("less", "logic_compare").Constant("OPERATOR", "<").Input("b", 3)
            .Node("while", "flow_while").Node("add", "math_add").Input("y", 1).Node("set", "variables_set").Config("variable_name", "n").Return()
            .Exec("start", "while").Exec("while.body", "set").Exec("while.completed", "return")
            .Data("n.value", "less.a").Data("less.result", "while.condition").Data("n.value", "add.x").Data("add.result", "set.value").Data("n.value", "return.n");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal(3, run.Result["n"]);
        Assert.Equal(3, run.Lines.Count(line => line.StartsWith("completed while[", StringComparison.Ordinal) && line.Contains("/set", StringComparison.Ordinal)));
    }

    [Fact]
    public void While_ThatReadsItsOwnIndex_CountsItsTurns()
    {
        var run = EngineRun.ToEnd(WhileIndexBelow(3));

        Assert.Equal(["while[0]/body", "while[1]/body", "while[2]/body"], run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void While_WhoseConditionIsFalseAtOnce_TakesNoTurn()
    {
        var run = EngineRun.ToEnd(WhileIndexBelow(0));

        Assert.Empty(run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void While_BeyondItsMostIterations_FailsWithLoopLimit()
    {
        var flow = new FlowBuilder().Node("while", "flow_while").Input("condition", true).Constant("MAX_ITERATIONS", 4).Nodes("test_effect", "body").Return()
            .Exec("start", "while").Exec("while.body", "body").Exec("while.completed", "return");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal(4, run.World.Calls.Count);
        Assert.Equal("loop_limit", run.Error.Error.Code);
        Assert.Equal("The condition of loop 'while' still holds after 4 turns, which is as many as it may take (MAX_ITERATIONS).", run.Error.Error.Message);
        Assert.Equal("while", run.Error.NodeId);
    }

    [Fact]
    public void While_WhoseConditionFails_FailsTheLoop()
    {
        var flow = new FlowBuilder().Node("get", "variables_get").Config("variable_name", "gone").Node("while", "flow_while").Nodes("test_effect", "body").Return()
            .Exec("start", "while").Exec("while.body", "body").Exec("while.error", "return").Data("get.value", "while.condition").Data("while.error", "return.error");

        Assert.Equal("unknown_variable", EngineRun.ToEnd(flow).Result["error"].AsDict()["code"]);
    }

    [Fact]
    public void While_WithAHeavyCondition_WaitsForItBeforeEachTurn()
    {
        var flow = new FlowBuilder().Node("while", "flow_while").Nodes("test_heavy", "heavy").Nodes("test_effect", "body").Return()
            .Exec("start", "while").Exec("while.body", "body").Exec("while.completed", "return").Data("while.index", "heavy.x").Data("heavy.result", "while.condition").Data("while.index", "return.last");
        var run = new EngineRun(flow).Start();

        run.Complete("while[0]/heavy@while", ("result", true));
        Assert.Equal(["while[0]/body"], run.PendingPaths);
        run.Complete("while[0]/body");
        run.Complete("while[1]/heavy@while", ("result", false));

        Assert.Equal(0, run.Result["last"]);
        Assert.Single(run.State.Frames);
    }

    [Fact]
    public void Break_OfAWhile_Completes()
    {
        var flow = new FlowBuilder().Node("while", "flow_while").Input("condition", true).Nodes("test_effect", "body").Nodes("flow_break", "break").Return()
            .Exec("start", "while").Exec("while.body", "body", "break").Exec("while.completed", "return");

        Assert.Equal(["while[0]/body"], EngineRun.ToEnd(flow).World.Calls);
    }

    private static FlowBuilder WhileIndexBelow(int stop) => new FlowBuilder().Node("while", "flow_while").Node("less", "logic_compare").Constant("OPERATOR", "<").Input("b", stop).Nodes("test_effect", "body").Return()
        .Exec("start", "while").Exec("while.body", "body").Exec("while.completed", "return").Data("while.index", "less.a").Data("less.result", "while.condition");
}
