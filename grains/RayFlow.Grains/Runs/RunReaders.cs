using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Who waits for a run's end or reads its events. Events are published once their cause is committed; the last ones stay in memory, earlier ones
/// are rebuilt from the journal, so that a slow reader costs nothing.
/// </summary>
internal sealed class RunReaders(RunTimeline timeline, int capacity)
{
    private readonly Queue<TimelineEvent> _recent = new();
    private RunTimeline _timeline = timeline;
    private TaskCompletionSource _changed = NewSignal();
    private long _published;
    private int _waiting;
    private (long Length, RunHistory History)? _history;
    private (long After, RunTimeline Timeline)? _rebuilt;

    /// <summary>Whether the run has ended and that is committed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether anybody waits.</summary>
    public bool Any => _waiting > 0;

    /// <summary>Follows the run from what was restored.</summary>
    public void Follow(RunTimeline restored, bool hasEnded)
    {
        _timeline = restored;
        _published = restored.Sequence;
        HasEnded = hasEnded;
        _recent.Clear();
        Release();
    }

    /// <summary>Hands on what has been committed.</summary>
    public void Publish(IReadOnlyList<TimelineEvent> events, bool hasEnded)
    {
        foreach (var @event in events)
        {
            _recent.Enqueue(@event);
        }

        while (_recent.Count > capacity)
        {
            _recent.Dequeue();
        }

        _published = _timeline.Sequence;
        HasEnded = hasEnded;
        Release();
    }

    /// <summary>Lets everybody who waits look again.</summary>
    public void Release()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <summary>Waits until the run has ended, at most a while.</summary>
    public async Task WaitForEndAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var wait = new Wait(this, atMost, time, cancellationToken);
        while (!HasEnded && await wait.NextAsync())
        {
        }
    }

    /// <summary>The events after a number; waits for one at most a while.</summary>
    public async Task<TimelinePage> ReadAsync(long after, int limit, TimeSpan atMost, RunServices services, string runId, CancellationToken cancellationToken)
    {
        using var wait = new Wait(this, atMost, services.Time, cancellationToken);
        _timeline.StartRecording();
        while (after >= _published && !HasEnded && await wait.NextAsync())
        {
        }

        if (after >= _published)
        {
            return new TimelinePage([], HasEnded);
        }

        var first = _recent.TryPeek(out var oldest) ? oldest.Sequence : long.MaxValue;
        var events = after + 1 >= first
            ? [.. _recent.SkipWhile(item => item.Sequence <= after).Take(limit)]
            : await RebuildAsync(after, limit, services, runId, cancellationToken);
        return new TimelinePage(events, HasEnded && events.Count > 0 && events[^1].Sequence >= _published);
    }

    /// <summary>The run's instances so far.</summary>
    public async Task<RunHistory> HistoryAsync(RunServices services, string runId, CancellationToken cancellationToken)
    {
        if (_history is { } kept && kept.Length == _published)
        {
            return kept.History;
        }

        var (length, history) = (_published, new RunHistory());
        if (await services.Journals.ReadAsync(runId, cancellationToken) is { } record)
        {
            record.Fold(services.Options.Limits, history);
        }

        _history = (length, history);
        return history;
    }

    private async Task<IReadOnlyList<TimelineEvent>> RebuildAsync(long after, int limit, RunServices services, string runId, CancellationToken cancellationToken)
    {
        // A reader that starts from the beginning of a long run asks page after page: what one folding made is kept for the next pages.
        const int Ahead = 20_000;
        if (_rebuilt is not { } kept || kept.After > after || kept.Timeline.Made is not [.., var last] || last.Sequence <= after)
        {
            if (await services.Journals.ReadAsync(runId, cancellationToken) is not { } record)
            {
                return [];
            }

            var timeline = new RunTimeline(record.Graph, after, Ahead);
            record.Fold(services.Options.Limits, timeline);
            _rebuilt = kept = (after, timeline);
        }

        var published = _published;
        return [.. kept.Timeline.Made.SkipWhile(item => item.Sequence <= after).TakeWhile(item => item.Sequence <= published).Take(limit)];
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Wait : IDisposable
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
        private readonly RunReaders _readers;
        private readonly CancellationTokenSource _end;
        private readonly CancellationTokenSource _linked;

        public Wait(RunReaders readers, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
        {
            _readers = readers;
            _readers._waiting++;
            _end = new CancellationTokenSource(atMost < Longest ? atMost : Longest, time);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        }

        /// <summary>Waits for a change; false when the time is up or the caller has gone.</summary>
        public async Task<bool> NextAsync()
        {
            try
            {
                await _readers._changed.Task.WaitAsync(_linked.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            _readers._waiting--;
            _end.Dispose();
            _linked.Dispose();
        }
    }
}
