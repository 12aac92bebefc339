using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Rebuilds a run from its journal.</summary>
public static class RunReplay
{
    /// <summary>
    /// Folds a journal. A <see cref="RetryRequested"/> takes back the failure before it: the events up to that failure are folded again,
    /// unobserved, and what follows goes on from there.
    /// </summary>
    /// <param name="graph">The flow.</param>
    /// <param name="limits">What a run may not exceed.</param>
    /// <param name="events">The journal, from its first event.</param>
    /// <param name="observer">Is told what happened, each thing once; null: nobody.</param>
    public static RunState Fold(FlowGraph graph, RunLimits limits, IEnumerable<RunEvent> events, IRunObserver? observer = null)
    {
        var state = new RunState(graph, limits, observer);
        var standing = new List<RunEvent>();
        foreach (var @event in events)
        {
            if (@event is RetryRequested)
            {
                standing.RemoveRange(state.EventsBeforeFailure, standing.Count - state.EventsBeforeFailure);
                state = TakeBack(graph, limits, standing, observer);
                observer?.Changed(@event);
                RunEngine.Decide(state, new Continued { At = @event.At }, int.MaxValue);
                continue;
            }

            standing.Add(@event);
            RunEngine.Decide(state, @event, 0);
        }

        return state;
    }

    private static RunState TakeBack(FlowGraph graph, RunLimits limits, List<RunEvent> standing, IRunObserver? observer)
    {
        var state = new RunState(graph, limits);
        foreach (var @event in standing)
        {
            RunEngine.Decide(state, @event, 0);
        }

        state.Observer = observer;
        return state;
    }
}
