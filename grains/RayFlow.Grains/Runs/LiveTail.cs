using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Who waits for a run's end or for its next events. Events are published once their cause is committed; the last ones stay in memory while
/// somebody reads, earlier ones are the <see cref="RunReader"/>'s. All waits end when the run leaves memory.
/// </summary>
/// <param name="timeline">Makes the events.</param>
/// <param name="capacity">How many stay in memory.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="stopping">The run leaves memory.</param>
internal sealed class LiveTail(RunTimeline timeline, int capacity, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Queue<TimelineEvent> _recent = new();
    private RunTimeline _timeline = timeline;
    private readonly LinkedList<Wait> _waits = new();
    private long _last;
    private long _size;

    /// <summary>The number of the last event that is committed.</summary>
    public long Published { get; private set; }

    /// <summary>Whether the run has ended and that is committed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether anybody waits.</summary>
    public bool HasWatchers => _waits.Count > 0;

    /// <summary>Follows the run from what was restored.</summary>
    public void Follow(RunTimeline restored, bool hasEnded)
    {
        if (_timeline.IsRecording)
        {
            restored.StartRecording();
        }

        _timeline = restored;
        Forget();
        Publish([], hasEnded);
    }

    /// <summary>Hands on what has been committed.</summary>
    public void Publish(IReadOnlyList<TimelineEvent> events, bool hasEnded)
    {
        if (events.Count > 0 && events[0].Sequence != _last + 1)
        {
            Forget(); // some in between were too much to be kept: what is here is without a gap
        }

        foreach (var @event in events)
        {
            _recent.Enqueue(@event);
            (_last, _size) = (@event.Sequence, _size + @event.Size());
        }

        while (_recent.Count > capacity || (_size > RunTimeline.MostBytes && _recent.Count > 1))
        {
            _size -= _recent.Dequeue().Size();
        }

        Published = _timeline.Sequence;
        HasEnded = hasEnded;
        foreach (var wait in _waits)
        {
            wait.Signal();
        }
    }

    /// <summary>Makes no more events until somebody asks again: a run that nobody reads pays nothing for having been read.</summary>
    public void StopIfUnwatched()
    {
        if (!HasWatchers && _timeline.IsRecording)
        {
            _timeline.StopRecording();
            Forget();
        }
    }

    /// <summary>Waits until the run has ended or leaves memory, at most a while.</summary>
    public async Task WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var wait = new Wait(this, atMost, cancellationToken);
        while (!HasEnded && await wait.NextAsync())
        {
        }
    }

    /// <summary>The events after a number, after waiting for one at most a while; null if they are not in memory any more.</summary>
    public async Task<TimelinePage?> ReadAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var wait = new Wait(this, atMost, cancellationToken);
        _timeline.StartRecording();
        while (after >= Published && !HasEnded && await wait.NextAsync())
        {
        }

        if (after >= Published)
        {
            return new TimelinePage([], HasEnded);
        }

        if (!_recent.TryPeek(out var oldest) || after + 1 < oldest.Sequence)
        {
            return null;
        }

        IReadOnlyList<TimelineEvent> events = [.. _recent.SkipWhile(item => item.Sequence <= after).Take(limit)];
        return new TimelinePage(events, HasEnded && events[^1].Sequence >= Published);
    }

    private void Forget()
    {
        _recent.Clear();
        _size = 0;
    }

    /// <summary>One who waits. It goes on in the turns that it waits in, and on no other thread meanwhile.</summary>
    private sealed class Wait : IDisposable
    {
        private readonly LinkedListNode<Wait> _place;
        private readonly CancellationTokenSource _end;
        private readonly CancellationTokenSource _linked;
        private readonly CancellationTokenRegistration _ending;
        private TaskCompletionSource _next = NewSignal();

        public Wait(LiveTail tail, TimeSpan atMost, CancellationToken cancellationToken)
        {
            _place = tail._waits.AddLast(this);
            _end = new CancellationTokenSource(atMost < Longest ? atMost : Longest, tail.Time);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, tail.Stopping, cancellationToken);
            _ending = _linked.Token.UnsafeRegister(static wait => ((Wait)wait!).Signal(), this);
        }

        /// <summary>There is something to look at. From any thread.</summary>
        public void Signal() => Volatile.Read(ref _next).TrySetResult();

        /// <summary>Waits for a change; false when the time is up, the caller has gone, or the run leaves memory.</summary>
        public async Task<bool> NextAsync()
        {
            await _next.Task;
            Interlocked.Exchange(ref _next, NewSignal()); // before the end is looked for, which may come at this moment and signal one of the two
            return !_linked.IsCancellationRequested;
        }

        public void Dispose()
        {
            _place.List!.Remove(_place);
            _ending.Dispose();
            _end.Dispose();
            _linked.Dispose();
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private TimeProvider Time => time;

    private CancellationToken Stopping => stopping;
}
