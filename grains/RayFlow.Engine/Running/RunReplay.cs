using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Rebuilds a run from its journal.</summary>
public static class RunReplay
{
    /// <summary>
    /// Folds a journal. A <see cref="RetryRequested"/> takes back the failure before it: the events up to that failure are folded again,
    /// unobserved, and what follows goes on from there. Steps that nothing in the journal follows are not taken: give the state a
    /// <see cref="Continued"/> until it has no more, then ask <see cref="Outstanding.Of"/>.
    /// </summary>
    /// <param name="graph">The flow.</param>
    /// <param name="limits">What a run may not exceed.</param>
    /// <param name="events">The journal, from its first event.</param>
    /// <param name="observer">Is told what happened, each thing once; null: nobody.</param>
    /// <exception cref="NondeterminismException">The journal is of a run that went another way.</exception>
    public static RunState Fold(FlowGraph graph, RunLimits limits, IEnumerable<RunEvent> events, IRunObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Fold(new RunState(graph, limits, observer), events);
    }

    /// <summary>Folds a journal into a run that has not begun; after a retry it goes on in another state than this.</summary>
    internal static RunState Fold(RunState state, IEnumerable<RunEvent> events)
    {
        var observer = state.Observer;
        var standing = new List<RunEvent>();
        foreach (var @event in events)
        {
            if (@event is not RetryRequested)
            {
                Add(state, standing, @event);
                continue;
            }

            RunEngine.Decide(state, new Continued { At = @event.At, Step = @event.Step }, 0);
            (state, var ended) = TakeBack(state, standing, keepsChildren: ((RetryRequested)@event).LastCall is not null, observer as IDetailObserver);
            state.Observer = observer;
            state.Details?.TookBack(state);
            Add(state, standing, RunEngine.Restamp(state, @event));
            foreach (var child in ended.Where(child => state.Children.IsCancelled(child)))
            {
                Add(state, standing, RunEngine.Restamp(state, child));
            }
        }

        return state;
    }

    private static void Add(RunState state, List<RunEvent> standing, RunEvent @event)
    {
        RunEngine.Decide(state, @event, 0);
        standing.Add(@event with { TookEffect = null }); // compared once; folded again, it may find less that it has an effect on
    }

    /// <summary>
    /// The run as it was before what made it fail, and the ends of children that were dropped with the rest. Signals that came since are not taken back.
    /// </summary>
    private static (RunState State, List<ChildEnded> Ended) TakeBack(RunState failed, List<RunEvent> standing, bool keepsChildren, IDetailObserver? details)
    {
        var before = Later(failed.Outcome?.Error?.Before ?? failed.Here, standing);
        var dropped = standing.GetRange(before.Events, standing.Count - before.Events);
        standing.RemoveRange(before.Events, dropped.Count);
        var state = new RunState(failed.Graph, failed.Limits) { IsTakingBack = true };
        foreach (var @event in standing)
        {
            RunEngine.Decide(state, @event, 0);
        }

        RunEngine.Repeat(state, before.Steps);
        CountOn(state, failed.Outcome?.Error);
        if (keepsChildren)
        {
            state.Children.KeepFrom(failed.Children);
        }

        // Events of the run are not told again, but what follows from signals is another course than before.
        state.Details = details;
        details?.TookBack(state);
        foreach (var signal in dropped.OfType<SignalReceived>())
        {
            Add(state, standing, RunEngine.Restamp(state, signal));
        }

        state.IsTakingBack = false;
        return (state, [.. dropped.OfType<ChildEnded>()]);
    }

    /// <summary>A run that has another run's past goes back to where its own begins at most.</summary>
    private static RunPoint Later(RunPoint before, List<RunEvent> standing) =>
        standing.FindLastIndex(static @event => @event is RunForked) is var forked && before.Events <= forked ? new RunPoint(forked + 1, standing[forked].Step) : before;

    /// <summary>
    /// Lets a node that failed where it stood try once more under the next number. Those that ran elsewhere count on by themselves when the run
    /// goes on, and their numbers are in journals: they are left alone here.
    /// </summary>
    private static void CountOn(RunState state, RaisedError? error)
    {
        if (error is null || !state.Graph.Index.TryGetValue(error.NodeId, out var index))
        {
            return;
        }

        var node = state.Graph.Nodes[index];
        var frame = node.IsFree || node.RunsInGrain || node.Operation == ControlOperation.Call ? null : state.LiveFrames().Find(live => live.Region.Index == node.Region && live.Path == error.Frame);
        if (frame is not null && frame.Slot(node).State is NodeState.Ready or NodeState.Preparing)
        {
            (frame.Slot(node).Activity ??= new Activity()).Attempt = error.Attempt + 1;
        }
    }
}
