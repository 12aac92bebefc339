using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>A run that is read from a snapshot is the run that was written, wherever that was.</summary>
public sealed class SnapshotPropertyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Snapshot_OfAnIdleRun_GoesOnAsTheRunItself(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
        Check(seed, graph, RunEngine.DefaultBudget, isHasty: false, keepApart: null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Snapshot_InTheMiddleOfAComputation_GoesOnAsTheRunItself(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
        Check(seed, graph, 1 + (seed % 3), isHasty: seed % 2 == 0, keepApart: null));

    [Theory]
    [InlineData(true)]
    public void Snapshot_WithValuesKeptApart_GoesOnAsTheRunItself(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
        Check(seed, graph, RunEngine.DefaultBudget, isHasty: false, keepApart: value => value.Kind is ValueKind.List or ValueKind.Dict ? value.ToString() : null));

    [Theory]
    [InlineData(true)]
    public void Snapshot_OfARetriedRun_GoesOnAsTheRunItself(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
        Check(seed, graph, RunEngine.DefaultBudget, isHasty: false, keepApart: null, retries: 2));

    private static void Check(int seed, FlowGraph graph, int budget, bool isHasty, Func<Value, string?>? keepApart, int retries = 0)
    {
        var points = new List<(int Events, int Lines, int Instructions, string Waits, byte[] Snapshot)>();
        EngineRun? run = null;
        run = new EngineRun(graph, new RandomWorld(seed).Make())
        {
            Budget = budget,
            IsHasty = isHasty,
            AfterSteps = state => points.Add((run!.Journal.Count, run.Recorder!.Lines.Count, run.Instructions.Count, Waits(state), RunSnapshot.Write(state, keepApart: keepApart))),
        };
        RandomRunTests.Drive(run, seed);
        for (; retries > 0 && run.Outcome.Kind == OutcomeKind.Failed; retries--)
        {
            points.Clear(); // a retry takes back what they have: from there the whole journal is folded
            run.Retry();
            RandomRunTests.Drive(run, seed);
        }

        foreach (var point in points)
        {
            var observer = new Recorder();
            var snapshot = RunSnapshot.Open(point.Snapshot);
            var state = snapshot.Read(graph, new RunLimits(), observer, [.. snapshot.Apart.Select(ValueJson.Parse)]);
            Assert.Equal(point.Snapshot, RunSnapshot.Write(state, keepApart: keepApart));
            Assert.Equal(point.Waits, Waits(state));

            // From where a computation was interrupted events are replayed to the step; from where it was not they come as at first.
            var decided = run.Journal.Skip(point.Events).SelectMany(@event => RunEngine.Decide(state, @event, isHasty ? 0 : budget).Instructions).ToList();
            RunEngine.Drain(state, long.MaxValue);
            decided.AddRange(state.Instructions);
            Assert.Equal(run.Recorder!.Lines.Skip(point.Lines), observer.Lines);
            Assert.Equal(run.Instructions.Skip(point.Instructions).Select(EngineRun.KeyOf), decided.Select(EngineRun.KeyOf));
            Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(state.Outcome!));
            Assert.Equal((run.State.Steps, run.State.NodesExecuted, run.State.NodesFailed), (state.Steps, state.NodesExecuted, state.NodesFailed));
            Assert.Equal(run.State.Errors.Select(error => (error, error.Before)), state.Errors.Select(error => (error, error.Before)));
        }
    }

    private static string Waits(RunState run) =>
        $"{run.IsIdle} {run.NextDue:O} {string.Join(", ", Outstanding.Of(run).Select(EngineRun.KeyOf).Order(StringComparer.Ordinal))}";
}
