using RayFlow.Engine.Moments;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Flows;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>Every moment that is read off a recording is what the run was then. See <see cref="RandomRunTests"/> for the seeds.</summary>
public sealed class MomentPropertyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Moment_OfAnyEvent_IsWhatTheRunWasThen(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var truth = new Dictionary<long, Truth>();
        var live = new RunRecording(graph);
        var run = new EngineRun(graph, new RandomWorld(seed).Make(), observer: live) { Budget = 1, AfterSteps = state => truth[live.Sequence] = Truth.Of(state) };
        RandomRunTests.Drive(run, seed);

        var recording = Fold(graph, run.Journal);

        Assert.Equal(live.Sequence, recording.Sequence);
        // Between two events of one step the run is on its way from the one to the other.
        Truth? next = null;
        foreach (var (sequence, then) in truth.OrderByDescending(entry => entry.Key))
        {
            then.Check(recording, sequence, next ?? then);
            next = then;
        }
    });

    [Theory]
    [InlineData(true)]
    public void Moment_AfterARetry_IsOfTheCourseThatWentOn(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        RandomRunTests.Drive(run, seed);
        for (var retries = 0; retries < 2 && run.Outcome.Kind == OutcomeKind.Failed; retries++)
        {
            run.Retry();
            RandomRunTests.Drive(run, seed);
        }

        for (var events = 1; events <= run.Journal.Count; events++)
        {
            var part = new RunRecording(graph);
            var state = RunReplay.Fold(graph, new RunLimits(), run.Journal.Take(events), part);

            Truth.Of(state).Check(part, part.Sequence, Truth.Of(state));
        }
    });

    [Theory]
    [InlineData(true)]
    public void Pages_OfAMoment_AreItsInstancesEachOnce(bool hasRegions) => RandomRunTests.ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        RandomRunTests.Drive(run, seed);
        var recording = Fold(graph, run.Journal);
        var at = 1 + (seed % recording.Sequence);

        var all = recording.At(at).Instances;
        var paged = new List<InstanceMoment>();
        for (var after = (long?)0; after is { } position;)
        {
            var page = recording.At(at, null, position, 3);
            paged.AddRange(page.Instances);
            after = page.Next;
        }

        Assert.Equal(all.Select(Describe), paged.Select(Describe));
        Assert.Equal(all.Count, all.Select(instance => (instance.Frame, instance.Node)).Distinct().Count());
        Assert.Equal(all.Where(instance => instance.Frame.Length == 0).Select(Describe), recording.At(at, "").Instances.Select(Describe));
        Assert.All(graph.Nodes, node => Assert.True(recording.Explain(node, null, at)?.Because.Count < 2_000));
    });

    private static string Describe(InstanceMoment instance) => $"{instance.Frame}/{instance.Node.Id} {instance.State} {instance.Attempt}";

    private static RunRecording Fold(FlowGraph graph, IEnumerable<RunEvent> journal)
    {
        var recording = new RunRecording(graph);
        RunEngine.Drain(RunReplay.Fold(graph, new RunLimits(), journal, recording), long.MaxValue);
        return recording;
    }

    /// <summary>What a run is by its own state.</summary>
    private sealed record Truth(Dictionary<(string Frame, string Node), (InstanceState State, int Live, int Unsettled)> Instances, ValueMap Variables, bool IsPaused, bool HasEnded)
    {
        public static Truth Of(RunState run) => new(
            run.LiveFrames().SelectMany(frame => frame.Region.Nodes.Select(index => (frame, node: run.Graph.Nodes[index]))).ToDictionary(
                at => (at.frame.Path, at.node.Id),
                at => (RunRecording.StateOf(at.node, at.frame.Slot(at.node)), at.frame.Slot(at.node).Live, at.frame.Slot(at.node).Unsettled)),
            run.VariableValues,
            run.IsPaused,
            run.Outcome is not null);

        public void Check(RunRecording recording, long sequence, Truth next)
        {
            var moment = recording.At(sequence);
            var found = moment.Instances.ToDictionary(instance => (instance.Frame, instance.Node.Id));
            foreach (var (at, then) in Instances)
            {
                if (!found.TryGetValue(at, out var instance))
                {
                    Assert.True(then.State == InstanceState.Pending && !next.Instances.ContainsKey(at), $"{at} was {then.State} after event {sequence}, and is not told.");
                    continue;
                }

                // With on_error skip a node failed, and counts as completed.
                var told = (State: then.State == InstanceState.Completed ? Told(instance) : instance.State, instance.Edges.Count(edge => edge.IsLive == true), instance.Edges.Count(edge => edge.IsLive is null));
                Assert.True(told == then || (next.Instances.TryGetValue(at, out var later) && told == later), $"{at} was {then} after event {sequence}, and is told as {told}.");
                Assert.Equal(instance.State == InstanceState.Waiting, moment.Waits.Any(wait => wait.Node == instance.Node && wait.Frame == instance.Frame));
            }

            Assert.Equal(Variables, moment.Variables);
            Assert.Equal(HasEnded, moment.Stage >= RunStage.Completed);
            Assert.Contains(moment.Stage == RunStage.Paused, new[] { IsPaused && !HasEnded, next is { IsPaused: true, HasEnded: false } });
        }

        private static InstanceState Told(InstanceMoment instance) => instance is { State: InstanceState.Failed, Error: not null } ? InstanceState.Completed : instance.State;
    }
}
