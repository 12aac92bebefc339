using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What is written to a journal is read as it was, and what earlier versions wrote is read too.</summary>
public sealed class JournalCodecTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static TheoryData<RunEvent> Events =>
    [
        new RunStarted { At = At, Inputs = ValueMap.Of(("x", 1)), ErrorStrategy = OnError.Skip, Deadline = At.AddDays(1) },
        new NodeCompleted { At = At, Frame = 3, Node = 2, Attempt = 4, Outputs = ValueMap.Of(("y", 1.5)), Seconds = 0.25 },
        new NodeFailed { At = At, Frame = 3, Node = 2, Attempt = 4, Error = new NodeError("broken", "It is.", false, "other"), Chance = 0.5 },
        new VariableChanged { At = At, Frame = 3, Node = 2, Number = 5, Change = new VariableChange(VariableChangeKind.CompareAndSet, "v", 1, 2) },
        new TimerFired { At = At, Frame = 3, Node = 2, Timer = 6 },
        new ChildEnded { At = At, Frame = 3, Node = 2, Attempt = 1, Result = ValueMap.Of(("z", "text")) },
        new SignalReceived { At = At, Name = "go", Payload = Value.Null, SignalId = "id" },
        new DeadlineReached { At = At },
        new CancelRequested { At = At },
        new PauseRequested { At = At },
        new ResumeRequested { At = At },
        new RetryRequested { At = At, LastFrame = 7, LastCall = 2 },
        new ParentInformed { At = At },
        new RunFaulted { At = At, Error = new NodeError("engine_fault", "It cannot be computed.", false) },
        new RunTerminated { At = At, Reason = "It did not end." },
    ];

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void Event_IsReadAsItWasWritten(RunEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        foreach (var written in new[] { @event with { Step = 7, TookEffect = true }, @event with { Step = 0, TookEffect = false }, @event })
        {
            var entry = JournalEncoder.Encode(written);
            var read = JournalDecoder.Decode(JournalDecoder.Parse(entry));

            Assert.Equal(written.GetType(), read.GetType());
            Assert.Equal((written.At, written.Step, written.TookEffect), (read.At, read.Step, read.TookEffect));
            Assert.Equal(entry, JournalEncoder.Encode(read));
        }
    }

    [Fact]
    public void Header_IsReadAsItWasWritten()
    {
        var header = new RunHeader("abc", "flow", 3, new ParentCall("parent", 1, 2, 3), 4, "trace", new RunLimits { MaxParallelTurns = 10, MaxLoopTurns = 11, MaxDepth = 12, MaxSignals = 13, MaxSignalBytes = 14, MaxSignalIds = 15, MaxStateBytes = 16, MaxJournalBytes = 17, MaxStepsBetweenEvents = 18 },
            new Dictionary<string, NodeTypeMark>
            {
                ["user_light"] = new(NodeKind.Pure, Heavy: false, Inline: false, "1234"),
                ["user_effect"] = new(NodeKind.Effect, Heavy: false, Inline: true, null),
            });

        var read = HeaderCodec.Decode(HeaderCodec.Encode(header));

        Assert.Equal(header with { NodeTypes = null }, read with { NodeTypes = null });
        Assert.Equal(header.NodeTypes!.OrderBy(entry => entry.Key), read.NodeTypes!.OrderBy(entry => entry.Key));
        Assert.Equal(header.Limits, read.LimitsInForce);
    }

    [Fact]
    public void Header_OfAnEarlierVersion_HasTheLimitsThatWereThen()
    {
        var read = HeaderCodec.Decode("""{"t":"run","flow_hash":"abc","flow":"flow"}"""u8);

        Assert.Equal(new RunHeader("abc", "flow", null, null, 0, null), read);
        Assert.Equal(1_000, read.LimitsInForce.MaxParallelTurns);
    }

    [Fact]
    public void Header_OfAVersionThatHadFewerLimits_HasNoneOfTheOthers()
    {
        var read = HeaderCodec.Decode("""{"t":"run","flow_hash":"abc","flow":"flow","limits":{"rules":1,"loop_turns":5,"parallel_turns":6,"depth":7,"signals":8}}"""u8);

        Assert.Equal((1, 8, long.MaxValue), (read.LimitsInForce.Rules, read.LimitsInForce.MaxSignals, read.LimitsInForce.MaxStateBytes));
        Assert.Equal(read, HeaderCodec.Decode(HeaderCodec.Encode(read)));
    }
}
