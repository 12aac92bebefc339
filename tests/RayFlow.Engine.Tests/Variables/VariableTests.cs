using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Variables;

/// <summary>Variables are a part of the run: nodes change them without asking anybody, and a replay of the journal changes them again.</summary>
public sealed class VariableTests
{
    [Fact]
    public void Nodes_ThatChangeVariables_AskNobody()
    {
        var run = EngineRun.ToEnd(Counting(turns: 3));

        Assert.Empty(run.Instructions);
        Assert.Single(run.Journal);
        Assert.Equal(3, run.Result["n"]);
    }

    [Fact]
    public void Variables_AfterAReplay_AreTheSame()
    {
        var flow = new FlowBuilder().Variable("n", 0).Node("up", "variables_increment").Config("variable_name", "n").Nodes("test_effect", "effect").Node("get", "variables_get").Config("variable_name", "n")
            .Return().Exec("start", "up", "effect", "return").Data("get.value", "return.n");
        var run = new EngineRun(flow).Start().Restore();

        Assert.Equal(1, run.State.VariableValues["n"]);
        Assert.Equal(1, run.Settle().Result["n"]);
    }

    [Theory]
    [InlineData("variables_set", "text", "read_only", "read_only_variable")]
    [InlineData("variables_set", "text", "typed", "type_mismatch")]
    [InlineData("variables_increment", 1, "none", "unknown_variable")]
    [InlineData("variables_increment", 1, "word", "type_mismatch")]
    [InlineData("variables_increment", 1, "large", "overflow")]
    [InlineData("variables_delete", null, "read_only", "read_only_variable")]
    public void Change_ThatIsRefused_FailsItsNodeAndChangesNothing(string type, object? operand, string variable, string code)
    {
        var flow = new FlowBuilder().Variable("read_only", 1, "any", readOnly: true).Variable("typed", 1, "int").Variable("word", "x").Variable("large", long.MaxValue)
            .Node("change", type).Config("variable_name", variable);
        if (operand is not null)
        {
            flow.Input(type == "variables_set" ? "value" : "by", operand is int number ? number : (string)operand);
        }

        var run = EngineRun.ToEnd(flow.Return().Exec("start", "change", "return"));

        Assert.Equal(code, run.Error.Error.Code);
        Assert.Equal("change", run.Error.NodeId);
        Assert.Equal("{\"read_only\":1,\"typed\":1,\"word\":\"x\",\"large\":9223372036854775807}", ((Value)run.State.VariableValues).ToString());
    }

    [Fact]
    public void Change_OfANodeInItsGrain_IsMadeOnceHoweverOftenTheNodeIsTried()
    {
        var run = new EngineRun(OneEffect()).Start();

        run.Post(Change(run, 1, VariableChangeKind.Increment, 2));
        run.Post(Change(run, 1, VariableChangeKind.Increment, 2));
        run.Post(Change(run, 2, VariableChangeKind.Increment, 5));

        Assert.Equal(7, run.State.VariableValues["n"]);
        Assert.Equal(2, run.State.AnswerTo(Change(run, 1, VariableChangeKind.Increment, 2))!.Result);
        Assert.Equal(7, run.State.AnswerTo(Change(run, 2, VariableChangeKind.Increment, 5))!.Result);
        Assert.Equal(7, run.Restore().State.VariableValues["n"]);
        Assert.Equal(2, run.State.AnswerTo(Change(run, 1, VariableChangeKind.Increment, 2))!.Result);
    }

    [Fact]
    public void CompareAndSet_SetsOnlyWhatIsExpected()
    {
        var run = new EngineRun(OneEffect()).Start();

        run.Post(Change(run, 1, VariableChangeKind.CompareAndSet, 8, expected: 3));
        run.Post(Change(run, 2, VariableChangeKind.CompareAndSet, 9, expected: 0));

        Assert.Equal(9, run.State.VariableValues["n"]);
        Assert.False(run.State.AnswerTo(Change(run, 1, VariableChangeKind.CompareAndSet, 8))!.Result.AsBool());
        Assert.True(run.State.AnswerTo(Change(run, 2, VariableChangeKind.CompareAndSet, 9))!.Result.AsBool());
    }

    [Fact]
    public void Change_ThatIsRefusedToAGrain_IsAnsweredWithTheReason()
    {
        var run = new EngineRun(OneEffect()).Start();
        var change = Change(run, 1, VariableChangeKind.Increment, "x");

        run.Post(change);

        Assert.Equal("type_mismatch", run.State.AnswerTo(change)!.Error!.Code);
        Assert.Equal(0, run.State.VariableValues["n"]);
    }

    [Fact]
    public void Change_OfANodeThatIsOver_CountsForNothing()
    {
        var run = new EngineRun(OneEffect()).Start();
        var change = Change(run, 1, VariableChangeKind.Increment, 2);
        run.Complete("effect");

        run.Post(change);

        Assert.Equal(0, run.State.VariableValues["n"]);
        Assert.Null(run.State.AnswerTo(change));
    }

    [Fact]
    public void Log_IsWrittenByTheOrchestratorItself()
    {
        var flow = new FlowBuilder().Node("log", "log").Input("value", 7).Input("message", "seven").Return().Exec("start", "log", "return").Data("log.value", "return.x");

        var run = EngineRun.ToEnd(flow);

        Assert.Empty(run.Instructions);
        Assert.Equal(7, run.Result["x"]);
        Assert.Contains(run.Lines, line => line.Contains("seven: 7", StringComparison.Ordinal));
    }

    [Fact]
    public void Checkpoint_HoldsUpWhatFollowsUntilItIsPassed()
    {
        var flow = new FlowBuilder().Node("check", "checkpoint").Input("value", 7).Return().Exec("start", "check", "return").Data("check.value", "return.x");
        var run = new EngineRun(flow).Start();

        Assert.IsType<PassCheckpoint>(Assert.Single(run.Pending));
        Assert.Null(run.State.Outcome);
        Assert.IsType<PassCheckpoint>(Assert.Single(run.Restore().Pending));
        Assert.Equal(7, run.Settle().Result["x"]);
    }

    private static FlowBuilder OneEffect() => new FlowBuilder().Variable("n", 0).Nodes("test_effect", "effect").Return().Exec("start", "effect", "return");

    private static FlowBuilder Counting(int turns) => new FlowBuilder().Variable("n", 0).Node("for", "flow_for_range").Input("stop", turns).Node("up", "variables_increment").Config("variable_name", "n")
        .Node("get", "variables_get").Config("variable_name", "n").Return()
        .Exec("start", "for").Exec("for.body", "up").Exec("for.completed", "return").Data("get.value", "return.n");

    private static VariableChanged Change(EngineRun run, int number, VariableChangeKind kind, Value operand, Value expected = default) => new()
    {
        At = run.Now,
        Frame = 0,
        Node = run.Graph.Index["effect"],
        Number = number,
        Change = new VariableChange(kind, "n", operand, expected),
    };
}
