namespace RayFlow.Engine.Running;

/// <summary>The timers of a run, by when they are due. One that no longer counts is dropped when it comes up, or when such have become many.</summary>
internal sealed class TimerSet
{
    private PriorityQueue<TimerEntry, (DateTimeOffset Due, long Number)> _queue = new();
    private int _mostBeforeSweep = 64;
    private long _last;

    /// <summary>A timer's instance and number.</summary>
    internal readonly record struct TimerEntry(Frame Frame, int Node, long Number, DateTimeOffset DueAt);

    /// <summary>The number of the timer that was set last.</summary>
    public long Last => _last;

    /// <summary>The timers that count, by when they are due.</summary>
    public List<TimerEntry> Standing() =>
        [.. _queue.UnorderedItems.Where(item => Counts(item.Element)).OrderBy(item => item.Priority).Select(item => item.Element)];

    /// <summary>Makes these the timers.</summary>
    public void Restore(long last, IReadOnlyList<TimerEntry> standing)
    {
        _last = last;
        _queue = new(standing.Select(timer => (timer, (timer.DueAt, timer.Number))));
        _mostBeforeSweep = Math.Max(64, 2 * standing.Count);
    }

    /// <summary>Sets a timer for an instance; an earlier one of the instance no longer counts.</summary>
    public void Set(Frame frame, int node, Activity activity, DateTimeOffset dueAt)
    {
        activity.Timer = ++_last;
        activity.DueAt = dueAt;
        _queue.Enqueue(new TimerEntry(frame, node, _last, dueAt), (dueAt, _last));
        if (_queue.Count > _mostBeforeSweep)
        {
            Sweep();
        }
    }

    /// <summary>Everything that is due is due so much later.</summary>
    public void Postpone(TimeSpan by) => Restore(_last, Standing().ConvertAll(timer => timer with { DueAt = timer.DueAt + by }));

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
    private static bool Counts(TimerEntry entry)
    {
        ref var slot = ref entry.Frame.Slot(entry.Frame.Graph.Nodes[entry.Node]);
        return !slot.IsSettled && slot.Activity?.Timer == entry.Number;
    }

    /// <summary>Forgets timers that no longer count: they would keep the frames of settled turns in memory. Constant time per timer, over all.</summary>
    private void Sweep()
    {
        var kept = _queue.UnorderedItems.Where(item => Counts(item.Element)).ToList();
        _queue = new(kept);
        _mostBeforeSweep = Math.Max(64, 2 * kept.Count);
    }
}
