using RayFlow.Engine.Moments;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Moments;

public sealed class ExplanationTests
{
    [Fact]
    public void Skipped_BehindABranch_IsExplainedBackToTheBranch()
    {
        var flow = new FlowBuilder().Node("if", "logic_if").Input("condition", true).Nodes("test_effect", "a", "b", "c").Return()
            .Exec("start", "if").Exec("if.false", "a", "b", "c").Exec("if.true", "return");

        var why = Explain(EngineRun.ToEnd(flow), "c");

        Assert.Equal((InstanceState.Skipped, ExplainedBy.DeadEdges), (why.State, why.Reason));
        Assert.Equal(["b dead Skipped", "a dead Skipped", "if dead Completed", "start live Completed"], Way(why));
    }

    [Fact]
    public void Waiting_ForASource_NamesTheSource()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "slow", "reader").Return()
            .Exec("start", "slow").Exec("start", "reader", "return").Data("slow.value", "reader.value");
        var run = new EngineRun(flow).Start();

        var why = Explain(run, "reader");

        Assert.Equal((InstanceState.Pending, ExplainedBy.PendingSources), (why.State, why.Reason));
        Assert.Equal("slow pending Running", Way(why)[0]);
        Assert.Equal("reader pending Pending", Way(Explain(run, "return"))[0]);
    }

    [Fact]
    public void Pending_InARegionThatNeverOpened_CanNeverFireOnceItsOwnerIsOver()
    {
        var flow = new FlowBuilder().Node("try", "flow_try").Nodes("test_effect", "body", "rescue").Return()
            .Exec("start", "try", "return").Exec("try.try", "body").Exec("try.catch", "rescue");
        var run = new EngineRun(flow, new World().Hangs("body")).Start();

        Assert.Equal(ExplainedBy.PendingEdges, Explain(run, "rescue").Reason);
        run.Complete("try[try]/body");
        Assert.Equal(ExplainedBy.Never, Explain(run, "rescue").Reason);
        Assert.Equal(ExplainedBy.Fired, Explain(run, "body").Reason);
        Assert.Null(Recording(run).Explain(run.Graph.Nodes[run.Graph.Index["body"]], "for1[3]", 1));
    }

    [Fact]
    public void Chain_LongerThanJsonNests_IsToldByItsTwoEnds()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => $"n{i}").ToArray();
        var flow = new FlowBuilder().Node("if", "logic_if").Input("condition", true).Nodes("flow_merge", names).Return().Exec("start", "if").Exec("if.true", "return").Exec(["if.false", .. names]);

        var why = Explain(EngineRun.ToEnd(flow), "n4999");

        var deepest = why.Because[0];
        var depth = 1;
        for (; deepest.Because is [var next]; depth++)
        {
            deepest = next;
        }

        Assert.InRange(depth, 20, 30);
        Assert.Equal("start", deepest.Source.Id);
    }

    [Fact]
    public void Diamonds_OneBehindTheOther_AreToldOnce()
    {
        var flow = new FlowBuilder().Nodes("flow_merge", "m0");
        flow.Exec("start", "m0");
        for (var i = 0; i < 15; i++)
        {
            flow.Nodes("test_effect", $"a{i}", $"b{i}").Node($"m{i + 1}", "test_effect").Exec($"m{i}", $"a{i}", $"m{i + 1}").Exec($"m{i}", $"b{i}", $"m{i + 1}");
        }

        var why = Explain(EngineRun.ToEnd(flow.Return().Exec("m15", "return")), "return");

        Assert.InRange(Count(why.Because), 30, 100);
    }

    private static int Count(IReadOnlyList<DecidingEdge> edges) => edges.Count + edges.Sum(edge => Count(edge.Because));

    private static List<string> Way(Explanation why)
    {
        var way = new List<string>();
        for (var because = why.Because; because is [var edge, ..]; because = edge.Because)
        {
            way.Add($"{edge.Source.Id} {edge.IsLive switch { true => "live", false => "dead", null => "pending" }} {edge.SourceState}");
        }

        return way;
    }

    private static Explanation Explain(EngineRun run, string node) => Recording(run) is var recording ? recording.Explain(run.Graph.Nodes[run.Graph.Index[node]], null, recording.Sequence)! : null!;

    private static RunRecording Recording(EngineRun run)
    {
        var recording = new RunRecording(run.Graph);
        while (RunEngine.Decide(RunReplay.Fold(run.Graph, new RunLimits(), run.Journal, recording), new Continued { At = run.Now }).HasMore)
        {
        }

        return recording;
    }
}
