using System.Reflection;
using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Engine.Variables;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Snapshots;

public sealed class RunSnapshotTests
{
    private static FlowBuilder Waiting() => new FlowBuilder("x").Node("work", "test_effect").Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
        .Exec("start", "work", "wait", "return").Data("start.x", "work.value").Data("work.value", "return.v").Data("wait.payload", "return.p");

    private static EngineRun WaitingRun(Value x) => new EngineRun(Waiting(), new World { Otherwise = call => new World.Answer(ValueMap.Of(("value", call.Inputs["value"]))) }).Start(("x", x)).Settle();

    [Fact]
    public void Open_GivesTheAttachment() =>
        Assert.Equal([1, 2, 3], RunSnapshot.Open(RunSnapshot.Write(WaitingRun(1).State, [1, 2, 3])).Attachment.ToArray());

    [Fact]
    public void Open_OfDamagedBytes_Refuses()
    {
        var bytes = RunSnapshot.Write(WaitingRun("some text").State, [1, 2, 3]);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 1;
            Assert.Throws<SnapshotUnusableException>(() => RunSnapshot.Open(damaged));
            Assert.Throws<SnapshotUnusableException>(() => RunSnapshot.Open(bytes.AsMemory(0, i)));
        }
    }

    [Fact]
    public void Open_OfAnotherFormat_SaysWhich()
    {
        var bytes = RunSnapshot.Write(WaitingRun(1).State);
        bytes[0] = 77;
        Assert.StartsWith("The snapshot has format 77;", Assert.Throws<SnapshotUnusableException>(() => RunSnapshot.Open(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithAGraphOfAnotherShape_Refuses()
    {
        var snapshot = RunSnapshot.Open(RunSnapshot.Write(WaitingRun(1).State));
        var other = EngineRun.Build(Waiting().Node("more", "test_effect").Exec("work", "more"));
        Assert.Throws<SnapshotUnusableException>(() => snapshot.Read(other, new RunLimits()));
    }

    [Theory]
    [InlineData("half of a pair: \ud83d")]
    [InlineData("half of a pair: \ude00, and what is long enough to be looked for a second time")]
    [InlineData("a whole one: \ud83d\ude00")]
    [InlineData("\0")]
    public void Text_OfAnyKind_IsTheSameWhenRead(string text)
    {
        var run = WaitingRun(text);
        var state = RunSnapshot.Open(RunSnapshot.Write(run.State)).Read(run.Graph, new RunLimits());
        Assert.Equal(text, state.Inputs["x"].AsStr());
    }

    [Fact]
    public void Value_ThatSeveralHave_IsWrittenOnce()
    {
        var list = ValueList.Create([.. Enumerable.Range(0, 20_000).Select(i => (Value)(1_000_000_000_000L + i))]);
        var run = WaitingRun(list);

        // START's input, its output and the output of 'work' are the same list.
        var bytes = RunSnapshot.Write(run.State);
        var state = RunSnapshot.Open(bytes).Read(run.Graph, new RunLimits());

        Assert.InRange(bytes.Length, 20_000 * 7, 20_000 * 9);
        Assert.Equal(list, state.Inputs["x"].AsList());
        Assert.Same(state.Inputs["x"].AsList(), state.Root.Slot(run.Graph.Nodes[run.Graph.Index["work"]]).Outputs![0].AsList());
    }

    [Fact]
    public void Value_KeptApart_IsAskedForOnceAndCostsAReference()
    {
        var run = WaitingRun(new string('x', 100_000));
        var asked = 0;

        var bytes = RunSnapshot.Write(run.State, keepApart: value =>
        {
            asked += value.Kind == ValueKind.Str && value.AsStr().Length > 1000 ? 1 : 0;
            return value.Kind == ValueKind.Str && value.AsStr().Length > 1000 ? "key" : null;
        });

        var snapshot = RunSnapshot.Open(bytes);
        Assert.Equal(1, asked);
        Assert.InRange(bytes.Length, 1, 500);
        Assert.Equal(["key"], snapshot.Apart);
        Assert.Equal("other", snapshot.Read(run.Graph, new RunLimits(), apart: ["other"]).Inputs["x"]);
    }

    /// <summary>A member that is added must be written, or follow from what is; then it is added here. Both take a new format number.</summary>
    [Theory]
    [InlineData(typeof(RunState), "_errors Graph Outcome IsPaused Steps NodesExecuted NodesFailed NodesTakenOver Inputs Folded IsFolding FirstLeft Limits Observer Details Frames Root LastFrame Now Deadline ErrorStrategy TakenOver Overrides Pinned Known Ending Ready SettledFrames Skips Blocked Outside Timers Signals Instructions TimeAllowed Scratch Variables IsParentInformed Children Budget IsTakingBack")]
    [InlineData(typeof(Frame), "_path _evaluated _evaluatedMore Id Graph Region Parent Turn Element Slots Active FirstChild NextSibling Cancelling Deciding Settled Waiters TurnGathering LastChild PreviousSibling")]
    [InlineData(typeof(NodeSlot), "State Unsettled Live Cause Outputs Activity")]
    [InlineData(typeof(Activity), "Attempt EarlierAttempts Inputs Answers Gathering Timer DueAt WaitsUntil Signal Loop Try Sequence")]
    [InlineData(typeof(Gathering), "Pending IsBlocked Asked Known")]
    [InlineData(typeof(LoopProgress), "Items Start Step Total Concurrency Next Running Stopped Raised Collected CollectedBytes")]
    [InlineData(typeof(TryProgress), "Part Raised Outward Error")]
    [InlineData(typeof(SequenceProgress), "Active Branch")]
    [InlineData(typeof(TimerSet), "_queue _mostBeforeSweep _last")]
    [InlineData(typeof(SignalBox), "_signals _waits _seen _waitCount _mostBeforeSweep Count _seenInOrder Bytes")]
    [InlineData(typeof(ChildLedger), "_open LastAttempt EarlierAttempts")]
    [InlineData(typeof(OpenChild), "Frame FramePath Node Attempt IsCancelled")]
    [InlineData(typeof(RaisedError), "Error NodeId Frame Attempt Before")]
    [InlineData(typeof(Outcome), "Kind At ReturnNode Result StatusCode Error")]
    [InlineData(typeof(RunNode), "Frame Node Attempt Inputs Consumer")]
    [InlineData(typeof(VariableStore), "_declared _values _all")]
    [InlineData(typeof(VariableAnswer), "Result Error")]
    public void State_HasNoMemberThatSnapshotsDoNotKnow(Type type, string known)
    {
        var members = Fields(type).Select(field => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name);
        Assert.Equal(known.Split(' ').Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(object) || type == typeof(ValueType)
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(field => !field.Name.StartsWith("<graph>", StringComparison.Ordinal)).Concat(Fields(type.BaseType));
}
