using RayFlow.Engine.Tests.Driving;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Planning;

public sealed class SequenceTests
{
    [Fact]
    public void Sequence_OfThreeBranches_StartsEachWhenTheOneBeforeHasSettled()
    {
        var run = new EngineRun(Flow(3).Nodes("test_effect", "a1", "a2", "a3", "b", "c").Return()
            .Exec("sequence.0", "a1", "a2").Exec("sequence.0", "a3").Exec("sequence.1", "b").Exec("sequence.2", "c", "return")).Start();

        Assert.Equal(["a1", "a3"], run.PendingPaths);
        run.Complete("a1");
        run.Complete("a3");
        Assert.Equal(["a2"], run.PendingPaths);
        run.Complete("a2");
        Assert.Equal(["b"], run.PendingPaths);
        run.Complete("b");
        Assert.Equal(["c"], run.PendingPaths);
        run.Complete("c");
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Sequence_WithAnEmptyBranch_GoesOnToTheNext()
    {
        var run = new EngineRun(Flow(3).Nodes("test_effect", "c").Return().Exec("sequence.2", "c", "return")).Start();

        Assert.Equal(["c"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Sequence_OfWhichAllBranchesAreDone_HasCompleted()
    {
        var run = EngineRun.ToEnd(Flow(2).Nodes("test_effect", "a", "b").Return().Exec("sequence.0", "a").Exec("sequence.1", "b", "return"));

        // RETURN ends the run while its branch has not settled.
        Assert.Contains("cancelled sequence", run.Lines);
        var other = EngineRun.ToEnd(Flow(2).Nodes("test_effect", "a", "b").Return().Exec("sequence.0", "a").Exec("sequence.1", "b"));
        Assert.Contains("completed sequence []", other.Lines);
        Assert.Equal("no_return", other.Error.Error.Code);
    }

    [Fact]
    public void Sequence_WithAJoinOfBranches_FiresItInTheLater()
    {
        var run = new EngineRun(Flow(2).Nodes("test_effect", "a", "b", "join").Return()
            .Exec("sequence.0", "a", "join").Exec("sequence.1", "b", "join", "return")).Start();

        run.Complete("a");
        Assert.Equal(["b"], run.PendingPaths);
        run.Complete("b");
        Assert.Equal(["join"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    [Fact]
    public void Sequence_WithALoopInABranch_WaitsForAllItsTurns()
    {
        var run = new EngineRun(Flow(2).Node("for", "flow_for_range").Input("stop", 2).Nodes("test_effect", "body", "b").Return()
            .Exec("sequence.0", "for").Exec("for.body", "body").Exec("sequence.1", "b", "return")).Start();

        run.Complete("for[0]/body");
        Assert.Equal(["for[1]/body"], run.PendingPaths);
        run.Complete("for[1]/body");
        Assert.Equal(["b"], run.PendingPaths);
    }

    [Fact]
    public void Sequence_WithATryInABranch_GoesOnAfterItsCatch()
    {
        var run = new EngineRun(Flow(2).Node("try", "flow_try").Nodes("test_effect", "body", "catch", "b").Return()
            .Exec("sequence.0", "try").Exec("try.try", "body").Exec("try.catch", "catch").Exec("sequence.1", "b", "return")).Start();

        run.Fail("try[try]/body");
        Assert.Equal(["try[catch]/catch"], run.PendingPaths);
        run.Complete("try[catch]/catch");
        Assert.Equal(["b"], run.PendingPaths);
    }

    [Fact]
    public void Sequences_InsideEachOther_SettleFromTheInside()
    {
        var run = new EngineRun(Flow(2).Node("inner", "flow_sequence").Constant("COUNT", 2).Nodes("test_effect", "a", "b", "c").Return()
            .Exec("sequence.0", "inner").Exec("inner.0", "a").Exec("inner.1", "b").Exec("sequence.1", "c", "return")).Start();

        Assert.Equal(["a"], run.PendingPaths);
        run.Complete("a");
        Assert.Equal(["b"], run.PendingPaths);
        run.Complete("b");
        Assert.Equal(["c"], run.PendingPaths);
    }

    [Fact]
    public void Sequences_TenThousandDeep_TakeNoStackAndNoSquareTime()
    {
        const int depth = 10_000;
        var flow = new FlowBuilder().Return();
        for (var i = 0; i < depth; i++)
        {
            flow.Node($"s{i}", "flow_sequence").Constant("COUNT", 2).Exec(i == 0 ? "start" : $"s{i - 1}.0", $"s{i}");
            flow.Node($"n{i}", "logic_not").Input("value", true).Exec($"s{i}.1", $"n{i}");
        }

        flow.Exec($"s{depth - 1}.0", "last").Node("last", "logic_not").Input("value", true);

        var run = EngineRun.ToEnd(flow);

        Assert.Equal("no_return", run.Error.Error.Code);
        Assert.Equal((2 * depth) + 2, run.State.NodesExecuted);
    }

    [Fact]
    public void Sequence_InAPausedRun_StartsNoBranch()
    {
        var run = new EngineRun(Flow(2).Nodes("test_effect", "a", "b").Return().Exec("sequence.0", "a").Exec("sequence.1", "b", "return")).Start();

        run.Pause().Complete("a");
        Assert.Empty(run.PendingPaths);
        run.Resume();
        Assert.Equal(["b"], run.PendingPaths);
    }

    [Fact]
    public void Sequence_WhoseBranchFailsAndContinues_GoesOn()
    {
        var run = new EngineRun(Flow(2).Node("a", "test_effect").Policy("on_error", "continue").Nodes("test_effect", "a2", "b").Return()
            .Exec("sequence.0", "a", "a2").Exec("sequence.1", "b", "return")).Start();

        run.Fail("a");
        Assert.Equal(["b"], run.PendingPaths);
    }

    [Fact]
    public void Sequence_InATurn_CountsPerFrame()
    {
        var flow = new FlowBuilder().Node("for", "flow_for_range").Input("stop", 2).Constant("CONCURRENCY", 2).Node("sequence", "flow_sequence").Constant("COUNT", 2)
            .Nodes("test_effect", "a", "b").Return()
            .Exec("start", "for").Exec("for.body", "sequence").Exec("sequence.0", "a").Exec("sequence.1", "b").Exec("for.completed", "return");
        var run = new EngineRun(flow).Start();

        Assert.Equal(["for[0]/a", "for[1]/a"], run.PendingPaths);
        run.Complete("for[1]/a");
        Assert.Equal(["for[0]/a", "for[1]/b"], run.PendingPaths);
        Assert.Equal("return", run.Settle().Outcome.ReturnNode);
    }

    private static FlowBuilder Flow(int branches) => new FlowBuilder().Node("sequence", "flow_sequence").Constant("COUNT", branches).Exec("start", "sequence");
}
