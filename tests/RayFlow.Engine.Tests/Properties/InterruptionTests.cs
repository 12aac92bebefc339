using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using Xunit;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>What comes between may come at any moment: a crash, a cancellation, a pause, a retry. See <see cref="RandomRunTests"/> for the seeds.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_AtAnyEvent_EndsTheRunAndAllThatRuns(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) => AtEachEvent(seed, graph, 3, cut =>
    {
        var ending = cut.State.Ending?.Kind;
        var owed = Owed(cut.State);

        cut.Cancel();

        RandomRunTests.Drive(cut, seed);
        Assert.Empty(cut.Unwanted);
        Assert.Single(cut.State.Frames.Values, frame => frame.Parent is null);
        Assert.Equal(ending ?? OutcomeKind.Cancelled, cut.Outcome.Kind == OutcomeKind.Failed && ending == OutcomeKind.Completed ? ending : cut.Outcome.Kind); // finally may fail
        if (cut.Journal.OfType<CancelRequested>().Count() == 1)
        {
            Assert.All(owed, region => Assert.Contains(cut.Lines, line => line.Contains(region, StringComparison.Ordinal)));
        }
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CancelTwice_AtAnyEvent_EndsTheRunAtOnce(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) => AtEachEvent(seed, graph, 3, cut =>
    {
        if (cut.State.Ending is null)
        {
            cut.Cancel();
            if (cut.State.Outcome is null)
            {
                cut.Cancel();
            }

            Assert.Equal(OutcomeKind.Cancelled, cut.Outcome.Kind);
            Assert.Empty(cut.Unwanted);
        }
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pause_AtAnyEvent_StartsNothingUntilResumed(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) => AtEachEvent(seed, graph, 3, cut =>
    {
        cut.Pause();
        var asked = cut.Instructions.Count;

        cut.Settle();

        Assert.Empty(cut.Instructions.Skip(asked).Where(instruction => instruction is not (CancelNode or CancelCall)).Select(EngineRun.KeyOf));
        if (cut.State.Outcome is null)
        {
            cut.Resume();
            Assert.True(cut.State.IsIdle);
            RandomRunTests.Drive(cut, seed);
        }

        Assert.Empty(cut.Unwanted);
    }));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void Crash_InTheMiddleOfAComputation_LosesAndRepeatsNothing(bool hasRegions, int budget) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make()) { Budget = budget, IsHasty = true };
        RandomRunTests.Drive(run, seed);

        for (var events = 1; events <= run.Journal.Count; events++)
        {
            AssertPrefix(run, events);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crash_OfARetriedRunAtAnyEvent_LosesAndRepeatsNothing(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        RandomRunTests.Drive(run, seed);
        for (var i = 0; i < 2 && run.Outcome.Kind == OutcomeKind.Failed; i++)
        {
            run.Retry();
            RandomRunTests.Drive(run, seed);
        }

        for (var events = 1; events <= run.Journal.Count && run.Journal.Exists(@event => @event is RetryRequested); events++)
        {
            AssertPrefix(run, events);
        }
    });

    /// <summary>The finally regions of the tries that run: each is still to come, whatever happens.</summary>
    private static List<string> Owed(RunState run) =>
    [
        .. from frame in run.Frames.Values
           where frame.Parent is not null && !RegionRunner.IsFinally(run, frame)
           let owner = run.Graph.Nodes[frame.Region.Owner]
           where owner.Operation == ControlOperation.Try && owner.Ports[owner.PortIndex("exec-finally")].Targets.Length > 0
           select $" {frame.Parent!.InstancePath(owner.Id)}[finally]/",
    ];

    /// <summary>What is told of a part of a journal is what was told before the rest of it came.</summary>
    private static void AssertPrefix(EngineRun run, int events)
    {
        var told = new Recorder();
        var state = RunReplay.Fold(run.Graph, new RunLimits(), run.Journal.Take(events), told);
        Assert.Equal(run.Recorder!.Lines.Take(told.Lines.Count), told.Lines);
        foreach (var @event in run.Journal.Skip(events).TakeWhile(@event => @event is not RetryRequested))
        {
            RunEngine.Decide(state, @event, 0);
        }

        if (!run.Journal.Skip(events).Any(@event => @event is RetryRequested))
        {
            RunEngine.Drain(state, long.MaxValue);
            Assert.Equal(run.Recorder.Lines, told.Lines);
            Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(state.Outcome!));
        }
    }

    /// <summary>Takes a run up again after each of its events, or after one in so many.</summary>
    private static void AtEachEvent(int seed, FlowGraph graph, int stride, Action<EngineRun> check)
    {
        var world = new RandomWorld(seed);
        var run = new EngineRun(graph, world.Make()) { KeepsSnapshots = true };
        RandomRunTests.Drive(run, seed);
        for (var events = 1 + (seed % stride); events < run.Journal.Count; events += stride)
        {
            var cut = new EngineRun(graph, world.Make());
            cut.Continue(run, events);
            check(cut);
        }
    }
}
