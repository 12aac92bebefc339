namespace RayFlow.Engine.Running;

/// <summary>The timers of a run, by when they are due. A timer that no longer counts is dropped when it comes up.</summary>
internal sealed class TimerSet
{
    private readonly PriorityQueue<TimerEntry, (DateTimeOffset Due, long Number)> _queue = new();
    private long _last;

    /// <summary>A timer's instance and number.</summary>
    internal readonly record struct TimerEntry(Frame Frame, int Node, long Number, DateTimeOffset DueAt);

    /// <summary>Sets a timer for an instance; an earlier one of the instance no longer counts.</summary>
    public void Set(Frame frame, int node, Activity activity, DateTimeOffset dueAt)
    {
        activity.Timer = ++_last;
        activity.DueAt = dueAt;
        _queue.Enqueue(new TimerEntry(frame, node, _last, dueAt), (dueAt, _last));
    }

    /// <summary>When the first timer that counts is due, or the deadline if that is earlier.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset? deadline) => Peek() is { } entry && (deadline is null || entry.DueAt < deadline) ? entry.DueAt : deadline;

    /// <summary>The first timer that counts; null if there is none.</summary>
    public TimerEntry? Peek()
    {
        while (_queue.TryPeek(out var entry, out _))
        {
            if (Counts(entry))
            {
                return entry;
            }

            _queue.Dequeue();
        }

        return null;
    }

    /// <summary>Whether a timer is still the one of its instance.</summary>
    public static bool Counts(TimerEntry entry)
    {
        ref var slot = ref entry.Frame.Slot(entry.Frame.Graph.Nodes[entry.Node]);
        return !slot.IsSettled && slot.Activity?.Timer == entry.Number;
    }
}
