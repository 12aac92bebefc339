using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>How a run goes on that has another run's past.</summary>
internal static class RunFork
{
    /// <summary>
    /// Makes the past another run's: what completed in it counts as taken over. What it was in the middle of is asked for under this run's name, what it
    /// waits for lasts as long as it still would have, and children that were to be cancelled are the other run's.
    /// </summary>
    /// <param name="state">The run at the end of its past.</param>
    /// <param name="forked">What differs from here.</param>
    /// <param name="before">When the last event of its past was.</param>
    public static bool Fold(RunState state, RunForked forked, DateTimeOffset before)
    {
        state.IsPaused = false;
        state.NodesTakenOver += state.NodesExecuted;
        (state.NodesExecuted, state.NodesFailed) = (0, 0);
        state.Overrides = Merged(state.Overrides, forked.Overrides);
        state.Pinned = Merged(state.Pinned, forked.Pinned);
        state.Children.DropCancelled();
        Postpone(state, forked.At > before ? forked.At - before : TimeSpan.Zero);
        foreach (var (name, value) in forked.Variables ?? ValueMap.Empty)
        {
            var change = new VariableChange(VariableChangeKind.Set, name, value);
            state.Variables.Apply(change);
            state.Details?.Assigned(state.Root, state.Graph.Nodes[state.Graph.Start], change, state.Variables.Find(name), isInPlace: true);
        }

        state.Budget.Hold(state.Graph.Nodes[state.Graph.Start], [forked.Overrides, forked.Pinned, forked.Variables]);
        state.Observer?.Changed(forked);
        TellRunning(state);
        state.Instructions = [.. Outstanding.Of(state)];
        return true;
    }

    /// <summary>The time that has passed since the past ended does not count.</summary>
    private static void Postpone(RunState state, TimeSpan by)
    {
        state.Deadline += by;
        foreach (var frame in state.LiveFrames())
        {
            foreach (var index in frame.Region.Nodes)
            {
                if (frame.Slot(state.Graph.Nodes[index]).Activity is { } activity)
                {
                    activity.DueAt += by;
                    activity.WaitsUntil += by;
                }
            }
        }

        state.Timers.Postpone(by);
    }

    /// <summary>Attempts begin anew: they are this run's.</summary>
    private static void TellRunning(RunState state)
    {
        if (state.Observer is not { } observer)
        {
            return;
        }

        foreach (var frame in state.LiveFrames())
        {
            foreach (var index in frame.Region.Nodes)
            {
                var node = state.Graph.Nodes[index];
                if (frame.Slot(node) is { State: NodeState.Running, Activity: { Inputs: { } inputs } activity })
                {
                    observer.Started(frame, node, activity.Attempt, inputs);
                }
            }
        }
    }

    private static ValueMap? Merged(ValueMap? map, ValueMap? more)
    {
        if (map is null || more is null)
        {
            return map ?? more;
        }

        var merged = new ValueMap.Builder(map);
        foreach (var (key, value) in more)
        {
            merged.Set(key, value);
        }

        return merged.Build();
    }
}
