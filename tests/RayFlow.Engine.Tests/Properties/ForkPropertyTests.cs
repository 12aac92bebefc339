using RayFlow.Engine.Forking;
using RayFlow.Engine.Moments;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using Xunit;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>A run may go on from any of its events as another one. See <see cref="RandomRunTests"/> for the seeds.</summary>
public sealed class ForkPropertyTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fork_AtAnyEvent_HasThePastOfTheRunAndAFutureOfItsOwn(bool hasRegions, bool isHasty) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make()) { Budget = isHasty ? 1 : RunEngine.DefaultBudget, IsHasty = isHasty };
        RandomRunTests.Drive(run, seed);
        var told = run.Lines;
        var points = new ForkPoints(graph, new RunLimits(), run.Journal);
        Assert.Null(points.After(told.Count + 1));
        Assert.NotNull(points.At(points.After(told.Count)!).Outcome);

        for (var sequence = 1 + (seed % 7); sequence <= told.Count; sequence += 7)
        {
            var point = points.After(sequence)!;
            Assert.InRange(point.Sequence, sequence, told.Count);
            if (points.At(point).Outcome is not null)
            {
                Assert.StartsWith("ended", told[^1], StringComparison.Ordinal);
                continue;
            }

            var fork = new EngineRun(graph, new World { Otherwise = run.World.Otherwise }).Fork(run, point);

            Assert.Equal(told.Take((int)point.Sequence), fork.Lines.Take((int)point.Sequence));
            Assert.Equal("changed RunForked", fork.Lines[(int)point.Sequence]);
            Assert.All(fork.Cancelling, child => Assert.Contains(EngineRun.PathOf(child), fork.World.Calls)); // none is the other run's
            fork.Settle();
            for (var i = 0; fork.State.Outcome is null && i < 500; i++)
            {
                if (!RandomWorld.Resume(fork) && !fork.FireTimer())
                {
                    fork.Signal("go");
                }

                fork.Settle();
            }

            // Nothing that the past has done is done again.
            var done = told.Take((int)point.Sequence).Where(line => line.StartsWith("completed ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToHashSet();
            Assert.DoesNotContain(fork.World.Calls, call => !call.Contains('@', StringComparison.Ordinal) && done.Contains(call.Split('#')[0]));
            AssertReplays(fork);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fork_OfAnIdleRunAtItsOwnMoment_GoesOnAsTheRunItself(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var world = new RandomWorld(seed);
        var run = new EngineRun(graph, world.Make()) { KeepsSnapshots = true };
        RandomRunTests.Drive(run, seed);
        for (var events = 1 + (seed % 3); events < run.Journal.Count; events += 3)
        {
            var same = new EngineRun(graph, world.Make());
            same.Continue(run, events);
            var (before, taken) = (same.State.NodesExecuted, same.Lines.Count);
            var snapshot = RunSnapshot.Write(same.State);
            var point = new ForkPoint(events, same.State.Steps, same.Lines.Count);
            Assert.Equal(snapshot, RunSnapshot.Write(new ForkPoints(graph, new RunLimits(), run.Journal).At(point)));
            if (same.State.IsPaused || same.Cancelling.Count > 0)
            {
                continue; // a fork goes on, and leaves to the run what it has cancelled
            }

            var fork = new EngineRun(graph, world.Make()).Fork(run, point);
            Assert.Equal(same.State.NextDue, fork.State.NextDue);

            same.Finish();
            fork.Finish();

            Assert.Equal(same.Lines.Skip(taken), fork.Lines.Skip(taken).SkipWhile(line => line == "changed RunForked" || (line.StartsWith("started", StringComparison.Ordinal) && same.Lines.Take(taken).Contains(line))));
            Assert.Equal(same.State.NodesExecuted, fork.State.NodesExecuted + fork.State.NodesTakenOver);
            Assert.Equal(before, fork.State.NodesTakenOver);
        }
    });

    [Theory]
    [InlineData(true)]
    public void Fork_BeforeAnyFiring_MakesThatNodeFireNext(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        RandomRunTests.Drive(run, seed);
        var points = new ForkPoints(graph, new RunLimits(), run.Journal);
        var recording = new RunRecording(graph);
        RunEngine.Drain(RunReplay.Fold(graph, new RunLimits(), run.Journal, recording), long.MaxValue);
        foreach (var instance in recording.At(recording.Sequence).Instances.Where((_, i) => i % 5 == seed % 5))
        {
            var point = points.Before(instance.Node, instance.Frame);

            Assert.Equal(instance.State is InstanceState.Completed or InstanceState.Failed or InstanceState.Running or InstanceState.Waiting, point is not null && instance.State is not (InstanceState.Cancelled or InstanceState.Skipped or InstanceState.Pending or InstanceState.Ready));
            if (point is not null)
            {
                var state = points.At(point);
                var before = new RunRecording(graph);
                points.At(point, before);
                Assert.Equal(point.Sequence, before.Sequence);
                Assert.Null(state.Outcome);
            }
        }
    });

    private static void AssertReplays(EngineRun fork)
    {
        var replayed = new Recorder();
        var state = RunReplay.Fold(fork.Graph, new RunLimits(), fork.Journal, replayed);
        RunEngine.Drain(state, long.MaxValue);
        Assert.Equal(fork.Recorder!.Lines, replayed.Lines);
        Assert.Equal((fork.State.Steps, fork.State.NodesExecuted, fork.State.NodesTakenOver, fork.State.NodesFailed), (state.Steps, state.NodesExecuted, state.NodesTakenOver, state.NodesFailed));
        Assert.Equal((fork.State.NextDue, fork.State.VariableValues), (state.NextDue, state.VariableValues));
        Assert.Equal(Outstanding.Of(fork.State).Select(EngineRun.KeyOf), Outstanding.Of(state).Select(EngineRun.KeyOf));
    }
}
