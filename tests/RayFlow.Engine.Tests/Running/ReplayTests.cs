using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

/// <summary>A replay comes to what the run came to, or says where it does not.</summary>
public sealed class ReplayTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Replay_WithFewerParallelTurns_SaysWhereItDiffers()
    {
        var run = new EngineRun(FiftyTurns(), limits: new RunLimits { MaxParallelTurns = 50 }).Start().Complete("loop[20]/effect");

        var same = RunReplay.Fold(run.Graph, new RunLimits { MaxParallelTurns = 50 }, run.Journal);
        var other = Assert.Throws<NondeterminismException>(() => RunReplay.Fold(run.Graph, new RunLimits { MaxParallelTurns = 10 }, run.Journal));

        Assert.Equal(run.State.Steps - 1, same.Steps);
        Assert.Equal((1, "NodeCompleted", "effect"), (other.Index, other.Kind, other.NodeId));
        Assert.StartsWith("Replay of the run's event 1 (NodeCompleted of node 'effect' in frame '", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_OfAnEventThatHadAnEffectAndHasNone_SaysSo()
    {
        var run = new EngineRun(FiftyTurns(), limits: new RunLimits { MaxParallelTurns = 50 }).Start().Complete("loop[20]/effect");
        var unstepped = run.Journal.ConvertAll(@event => @event with { Step = -1 });

        var other = Assert.Throws<NondeterminismException>(() => RunReplay.Fold(run.Graph, new RunLimits { MaxParallelTurns = 10 }, unstepped));

        Assert.Equal("#21", other.Frame);
        Assert.Equal(
            "Replay of the run's event 1 (NodeCompleted of node 'effect' in frame '#21') does not agree with its journal: it had an effect then and has none now. "
            + "Restore the node code and the version of the program that the run was recorded with, or terminate the run.",
            other.Message);
    }

    [Fact]
    public void Replay_OfALightNodeWhoseCodeChanged_SaysWhereItDiffers()
    {
        var run = new EngineRun(Choice(() => true)).Start().Complete("yes");

        var other = Assert.Throws<NondeterminismException>(() => RunReplay.Fold(Choice(() => false), new RunLimits(), run.Journal));

        Assert.Equal((1, "yes", ""), (other.Index, other.NodeId, other.Frame));
    }

    [Fact]
    public void Replay_OfAJournalWithoutMarks_IgnoresWhatConcernsNothing()
    {
        var run = new EngineRun(Choice(() => true)).Start().Complete("yes");
        var unmarked = run.Journal.ConvertAll(@event => @event with { TookEffect = null, Step = -1 });

        Assert.Null(RunReplay.Fold(Choice(() => false), new RunLimits(), unmarked).Outcome);
    }

    [Fact]
    public void Event_ThatConcernsWhatIsOver_IsRecordedAsWithoutEffect()
    {
        var run = new EngineRun(Choice(() => true)).Start();
        var answer = run.AnswerTo(run.Pending[0])!;
        run.Pause().Post(answer).Post(answer).Signal("go", 1, "id").Signal("go", 1, "id").Post(new TimerFired { At = Now, Frame = 0, Node = 0, Timer = 9 })
            .Post(new NodeCompleted { At = Now, Frame = 0, Node = 99, Attempt = 1, Outputs = ValueMap.Empty })
            .Post(new NodeCompleted { At = Now, Frame = 0, Node = 0, Consumer = 99, Attempt = 1, Outputs = ValueMap.Empty })
            .Post(new DeadlineReached { At = Now }).Resume().Cancel();

        Assert.Equal([true, true, true, false, true, false, false, false, false, false, true, false], run.Journal.Select(@event => @event.TookEffect!.Value));
        Assert.Equal(run.State.Steps, run.Restore().State.Steps);
    }

    [Fact]
    public void Event_WithoutAStep_IsFoldedWhereTheRunStands()
    {
        var run = new EngineRun(Choice(() => true)).Start();

        var state = RunReplay.Fold(run.Graph, new RunLimits(), [.. run.Journal, new RunTerminated { At = Now, Reason = "It cannot be loaded." }]);

        Assert.Equal(OutcomeKind.Cancelled, state.Outcome!.Kind);
    }

    private static FlowBuilder FiftyTurns() => new FlowBuilder().Node("loop", "flow_for_range").Input("stop", 50).Constant("CONCURRENCY", 0).Nodes("test_effect", "effect").Return()
        .Exec("start", "loop").Exec("loop.body", "effect").Exec("loop.completed", "return");

    private static FlowGraph Choice(Func<bool> decide)
    {
        var light = new NodeDescriptor { Type = "light", Kind = NodeKind.Pure, Category = "test", Label = "Light", Outputs = [new OutputPin("result", PinType.Bool)] };
        var types = new NodeTypes([.. new TestNodes().Types.All, new NodeType(light, _ => (_, outputs, _) => outputs[0] = decide())]);
        var flow = new FlowBuilder().Node("light", "light").Node("if", "logic_if").Nodes("test_effect", "yes", "no").Return()
            .Exec("start", "if").Exec("if.true", "yes", "return").Exec("if.false", "no", "return").Data("light.result", "if.condition");
        return GraphBuilder.Build(flow.ToDocument(types), types, "hash");
    }
}
