using RayFlow.Engine.Planning;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What events take in memory, however large the values in them are.</summary>
public sealed class RunTimelineTests
{
    private const int Many = 20;
    private const long Most = RunTimeline.MostBytes + (2 * 1024 * 1024);

    [Fact]
    public void Live_BeyondItsBytes_DropsWhatNobodyTook()
    {
        var timeline = NewTimeline();
        timeline.StartRecording();

        Happen(timeline, Many);

        Assert.InRange(timeline.Size, 1, Most);
        var taken = timeline.Take();
        Assert.Equal(Enumerable.Range(Many - taken.Count + 1, taken.Count).Select(i => (long)i), taken.Select(item => item.Sequence));
        Assert.Equal((Many, 0), (timeline.Sequence, timeline.Size));
    }

    [Fact]
    public void Replay_BeyondItsBytes_OnlyCountsFurtherEvents()
    {
        var timeline = NewTimeline(after: 2, capacity: 20_000);

        Happen(timeline, Many);

        Assert.InRange(timeline.Size, 1, Most);
        Assert.Equal(Enumerable.Range(3, timeline.Made.Count).Select(i => (long)i), timeline.Made.Select(item => item.Sequence));
        Assert.Equal(Many, timeline.Sequence);
    }

    [Fact]
    public async Task Read_AfterEventsThatWereTooMuch_LeavesThemToTheJournalAndGivesTheOthersWithoutAGap()
    {
        var timeline = NewTimeline();
        var tail = new LiveTail(timeline, 2_000, TimeProvider.System, CancellationToken.None);
        var reading = tail.ReadAsync(0, 100, TimeSpan.FromSeconds(20), CancellationToken.None);
        Happen(timeline, 1);
        tail.Publish(timeline.Take(), hasEnded: false);
        Assert.Equal([1L], Numbers(await reading));

        Happen(timeline, Many);
        var kept = timeline.Made[0].Sequence;
        tail.Publish(timeline.Take(), hasEnded: false);

        Assert.Null(await tail.ReadAsync(1, 100, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(Enumerable.Range((int)kept, Many + 2 - (int)kept).Select(i => (long)i), Numbers(await tail.ReadAsync(kept - 1, 100, TimeSpan.Zero, CancellationToken.None)));
        Assert.Null(await tail.ReadAsync(0, 100, TimeSpan.Zero, CancellationToken.None));
    }

    private static RunTimeline NewTimeline(long after = long.MaxValue, int capacity = int.MaxValue)
    {
        var types = NodeCatalog.BuiltIn.Types;
        return new RunTimeline(GraphBuilder.Build(new FlowBuilder().Return().Exec("start", "return").ToDocument(types), types, "00"), after, capacity);
    }

    private static void Happen(RunTimeline timeline, int count)
    {
        for (var i = 0; i < count; i++)
        {
            timeline.Changed(new RunStarted { At = DateTimeOffset.UnixEpoch, Inputs = ValueMap.Of(("x", new string('x', 1024 * 1024))) });
        }
    }

    private static IEnumerable<long> Numbers(TimelinePage? page) => page!.Events.Select(item => item.Sequence);
}
