using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Runs;
using Xunit;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>
/// What holds for every flow that the validator passes, in every world. A failure names its seed; <c>RAYFLOW_SEED</c> runs that one alone,
/// <c>RAYFLOW_CASES</c> says how many seeds each property takes.
/// </summary>
public sealed class RandomRunTests
{
    // Runs with more events than this are taken on to their end from every fifth of them: the work grows with the square.
    private const int EveryPosition = 60;

    private static readonly TestNodes Nodes = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flow_ThatIsValid_EndsAndKeepsTheRules(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var invariants = new Invariants(graph);
        var run = new EngineRun(graph, new RandomWorld(seed).Make(), observer: invariants) { Budget = 1, AfterSteps = invariants.CheckFrames };

        Drive(run, seed);

        invariants.CheckFrames(run.State);
        Assert.Equal(invariants.Executed, run.State.NodesExecuted);
        Assert.Empty(run.Unwanted);

        // Readers that wait for each other are found before; only where a join takes some of its edges it may depend on which are live.
        var mayDepend = graph.Nodes.Any(node => node.Join.Mode is JoinMode.Any or JoinMode.Count && node.ExecInputs > 1);
        Assert.True(mayDepend || !run.State.Errors.Any(error => error.Error.Code == "circular_wait"), "A circular wait was not found by the validator.");
        Assert.True(run.State.Frames.Count == 1 || run.Journal.OfType<CancelRequested>().Count() > 1, "Frames are left over.");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithTheSameEvents_DecidesTheSame(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        Drive(run, seed);

        var replayed = new Recorder();
        var state = RunReplay.Fold(graph, new RunLimits(), run.Journal, replayed);
        RunEngine.Drain(state, long.MaxValue);

        Assert.Equal(run.Recorder!.Lines, replayed.Lines);
        Assert.Equal(run.State.Steps, state.Steps);
        Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(state.Outcome!));
        Assert.Equal((run.State.NodesExecuted, run.State.NodesFailed), (state.NodesExecuted, state.NodesFailed));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crash_AtAnyEvent_ChangesNothing(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var world = new RandomWorld(seed);
        var run = new EngineRun(graph, world.Make()) { KeepsSnapshots = true };
        Drive(run, seed);

        for (var events = 1; events <= run.Journal.Count; events++)
        {
            var crashed = new EngineRun(graph, world.Make());
            crashed.Continue(run, events);

            // Nothing that was asked for is lost, nothing is asked for twice.
            Assert.Equal(run.Snapshots[events].Pending, crashed.Pending.Select(EngineRun.KeyOf).Order(StringComparer.Ordinal));
            Assert.Equal(run.Snapshots[events].Cancelling, crashed.Cancelling.Select(EngineRun.KeyOf).Order(StringComparer.Ordinal));
            Assert.Equal(run.Snapshots[events].NextDue, crashed.State.NextDue);
            if (run.Journal.Count <= EveryPosition || events % 5 == seed % 5)
            {
                Drive(crashed, seed);
                Assert.Equal(run.Journal.Select(Describe), crashed.Journal.Select(Describe));
                Assert.Equal(run.Recorder!.Lines, crashed.Recorder!.Lines);
                Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(crashed.Outcome));
            }
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_InTheMiddleOfComputations_AreReplayedThere(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make()) { Budget = 1 + (seed % 7), IsHasty = true };
        Drive(run, seed);

        var replayed = new Recorder();
        var state = RunReplay.Fold(graph, new RunLimits(), run.Journal, replayed);
        RunEngine.Drain(state, long.MaxValue);

        Assert.Equal(run.Recorder!.Lines, replayed.Lines);
        Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(state.Outcome!));
    });

    [Theory]
    [InlineData(true)]
    public void Retry_OfAFailedRun_EndsAndIsReplayedTheSame(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var run = new EngineRun(graph, new RandomWorld(seed).Make());
        Drive(run, seed);
        for (var i = 0; i < 3 && run.Outcome.Kind == OutcomeKind.Failed; i++)
        {
            run.Retry();
            Drive(run, seed);
        }

        var lines = run.Recorder!.Lines;
        var outcome = Recorder.Describe(run.Outcome);
        run.Restore();
        Assert.Equal(lines, run.Recorder.Lines);
        Assert.Equal(outcome, Recorder.Describe(run.Outcome));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithinNarrowLimits_EndsAndIsRestoredTheSameAtAnyEvent(bool hasRegions) => ForEachSeed(hasRegions, (seed, graph) =>
    {
        var world = new RandomWorld(seed) { HasManySignals = true };
        var limits = new RunLimits { MaxSignals = seed % 3, MaxSignalIds = 1 + (seed % 2), MaxSignalBytes = 300, MaxStepsBetweenEvents = 2 + (seed % 20), MaxStateBytes = seed % 2 == 0 ? 4_000 : 100_000 };
        var run = new EngineRun(graph, world.Make(), limits) { KeepsSnapshots = true };
        Drive(run, world);

        var replayed = new Recorder();
        var state = RunReplay.Fold(graph, limits, run.Journal, replayed);
        RunEngine.Decide(state, new Continued { At = run.Now });
        Assert.Equal(run.Recorder!.Lines, replayed.Lines);
        Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(state.Outcome!));

        // What a run holds is measured otherwise after a restoration, so only those that were never measured go on alike.
        for (var events = 1; events <= run.Journal.Count && limits.MaxStateBytes > 4_000; events += 1 + (run.Journal.Count / EveryPosition))
        {
            var crashed = new EngineRun(graph, world.Make(), limits);
            crashed.Continue(run, events);
            Drive(crashed, world);
            Assert.Equal(run.Journal.Select(Describe), crashed.Journal.Select(Describe));
            Assert.Equal(Recorder.Describe(run.Outcome), Recorder.Describe(crashed.Outcome));
        }
    });

    [Fact]
    public void Flows_ThatAreDrawn_TakeEveryTurn()
    {
        var seen = new HashSet<string>();
        for (var seed = 1; seed <= 150; seed++)
        {
            if (Draw(seed, hasRegions: true) is not { } flow)
            {
                continue;
            }

            var run = new EngineRun(GraphBuilder.Build(flow, Nodes.Types, "hash"), new RandomWorld(seed).Make());
            Drive(run, seed);
            seen.Add(run.Outcome.Error?.Error.Code ?? run.Outcome.Kind.ToString());
            seen.UnionWith(run.State.Errors.Select(error => error.Error.Code));
            seen.UnionWith(run.Lines.Select(line => line.Split(' ')[0]));
            seen.UnionWith(run.Lines.Select(line => line.Split(' ')[1].Count(character => character == '[')).Select(depth => $"depth {depth}"));
            seen.UnionWith(run.Lines.SelectMany(line => new[] { "[try]", "[catch]", "[finally]" }.Where(part => line.Contains(part, StringComparison.Ordinal))));
            seen.UnionWith(run.Instructions.Select(instruction => instruction is RunNode { Consumer: >= 0 } ? "heavy" : instruction.GetType().Name));
        }

        var expected = new[]
        {
            "Completed", "Cancelled", "unlucky", "no_return", "deadline_exceeded", "failed", "join_strict", "loop_limit", "timeout",
            "started", "completed", "failed", "skipped", "cancelled", "retrying", "waiting", "evaluated", "changed",
            "depth 1", "depth 2", "depth 3", "[try]", "[catch]", "[finally]", "heavy", "RunNode", "PassCheckpoint", "CallFlow", "CancelNode", "CancelCall",
        };
        Assert.Empty(expected.Except(seen));
    }

    internal static void Drive(EngineRun run, int seed) => Drive(run, new RandomWorld(seed));

    private static void Drive(EngineRun run, RandomWorld world)
    {
        if (!run.State.IsStarted)
        {
            world.Start(run);
        }

        while (run.State.Outcome is null)
        {
            if (!world.Step(run) && !RandomWorld.Resume(run))
            {
                throw new InvalidOperationException($"The run waits for nothing and has not ended. Open are: {string.Join(", ", Open(run.State))}");
            }
        }

        while (run.Cancelling.Count > 0)
        {
            run.EndChild(run.Cancelling[0]);
        }

        Assert.Empty(run.State.OpenChildren);
    }

    private static IEnumerable<string> Open(RunState run) =>
        from frame in run.LiveFrames()
        from index in frame.Region.Nodes
        let node = run.Graph.Nodes[index]
        let slot = frame.Slots[node.Local]
        where !slot.IsSettled
        select $"{frame.InstancePath(node.Id)} {slot.State} {slot.Live}+{slot.Unsettled} of {node.ExecInputs}";

    private static string Describe(FlowDocument flow) => string.Join('\n', flow.Nodes
        .Select(node => $"{node.Id}: {node.Type} {node.Join.Mode} {node.Join.Count} {node.Policy.OnError} {(Model.Values.Value)node.Constants} {(Model.Values.Value)node.InputValues}")
        .Concat(flow.Edges.Select(edge => $"{edge.Source}.{edge.SourceHandle} -> {edge.Target}.{edge.TargetHandle}")));

    private static string Describe(RunEvent @event) => @event switch
    {
        NodeCompleted completed => $"{completed.Frame}/{completed.Node} completed {(Model.Values.Value)completed.Outputs} {@event.Step}",
        InstanceEvent instance => $"{instance.Frame}/{instance.Node} {@event.GetType().Name} {@event.Step}",
        _ => $"{@event.GetType().Name} {@event.Step}",
    };

    internal static void ForEachSeed(bool hasRegions, Action<int, FlowGraph> check)
    {
        var only = Environment.GetEnvironmentVariable("RAYFLOW_SEED");
        var cases = int.Parse(Environment.GetEnvironmentVariable("RAYFLOW_CASES") ?? "250", CultureInfo.InvariantCulture);
        var seeds = only is null ? Enumerable.Range(1, cases) : [int.Parse(only, CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            if (Draw(seed, hasRegions) is not { } flow)
            {
                continue;
            }

            try
            {
                check(seed, GraphBuilder.Build(flow, Nodes.Types, "hash"));
            }
            catch (Exception failure)
            {
                Assert.Fail($"RAYFLOW_SEED={seed}: {failure.Message}\n{failure.StackTrace}\n{Describe(flow)}");
            }
        }
    }

    /// <summary>A flow that the validator passes: what it objects to is taken out; null if nothing helps.</summary>
    private static FlowDocument? Draw(int seed, bool hasRegions)
    {
        var flow = new RandomFlow(seed, hasRegions);
        for (var round = 0; round < 20; round++)
        {
            var document = flow.ToBuilder().ToDocument(Nodes.Types);
            var errors = FlowValidator.Validate(document, Nodes.Types, FlowLimits.Default).Where(problem => problem.Severity == Severity.Error).ToList();
            if (errors.Count == 0)
            {
                return document;
            }

            var edges = errors.Where(problem => problem.Pointer.StartsWith("/flow/edges/", StringComparison.Ordinal)).Select(problem => int.Parse(problem.Pointer.Split('/')[3], CultureInfo.InvariantCulture)).ToList();
            if (edges.Count == 0)
            {
                return null;
            }

            flow.Remove(edges);
        }

        return null;
    }
}
