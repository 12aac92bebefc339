namespace RayFlow.Grains.Recovery;

/// <summary>
/// The runs that are to be woken, each when its time has come: one that was found at once, one that could not go on after a pause that doubles with
/// every failure, from a quarter of a second to a minute, until it makes progress. Safe for concurrent use.
/// </summary>
/// <param name="time">The clock of the pauses.</param>
/// <param name="random">Shortens each pause by up to a half, so that those who failed together do not come back together.</param>
internal sealed class WakeQueue(TimeProvider time, Random random) : IWakeQueue
{
    // Long after the last of the pauses: a failure that comes then has nothing to do with those of before.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WakeEntry> _runs = new(StringComparer.Ordinal);
    private readonly PriorityQueue<WakeEntry, (long Due, long Number)> _queue = new();
    private long _number;
    private int _count;
    private int _fresh;

    /// <summary>Given whenever there may be something to take.</summary>
    public Nudge Changed { get; } = new(time);

    /// <summary>How many runs are to be woken for the first time.</summary>
    public int Fresh => Volatile.Read(ref _fresh);

    public void Add(string runId)
    {
        lock (_gate)
        {
            var entry = EntryOf(runId);
            if (entry.Place == WakePlace.Waking)
            {
                entry.Fell = true;
            }
            else if (entry.Place == WakePlace.Nowhere)
            {
                Pause(entry, isOwnFault: true, null);
            }
        }

        Changed.Give();
    }

    public void Progress(string runId)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return; // every commit of every run comes by here
        }

        lock (_gate)
        {
            if (_runs.TryGetValue(runId, out var entry))
            {
                entry.Progress();
                if (entry.Place == WakePlace.Nowhere)
                {
                    Forget(entry);
                }
            }
        }
    }

    /// <summary>A run was found that is to be woken: at once, unless it pauses.</summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="failures">How often it did not get on elsewhere.</param>
    /// <param name="reason">Why it did not the last time.</param>
    public void Find(string runId, int failures = 0, string? reason = null)
    {
        lock (_gate)
        {
            var entry = EntryOf(runId);
            if (failures > entry.Failures)
            {
                (entry.Failures, entry.Reason) = (failures, reason);
            }

            if (entry.Place == WakePlace.Nowhere)
            {
                Enqueue(entry, time.GetTimestamp());
            }
        }

        Changed.Give();
    }

    /// <summary>Takes the run whose time came first; <see cref="Woken"/>, <see cref="Failed"/> or <see cref="Remove"/> must be said of it then.</summary>
    /// <param name="wake">The run.</param>
    /// <param name="next">If there is none whose time has come, how long until the next one's comes; null if there is none at all.</param>
    public bool TryTake(out RunWake wake, out TimeSpan? next)
    {
        lock (_gate)
        {
            (wake, next) = (default, null);
            if (!_queue.TryPeek(out var entry, out var key))
            {
                return false;
            }

            var now = time.GetTimestamp();
            if (key.Due > now)
            {
                next = time.GetElapsedTime(now, key.Due);
                return false;
            }

            _queue.Dequeue();
            Leave(entry, WakePlace.Waking);
            wake = new RunWake(entry.RunId, entry.Failures, entry.Reason);
            return true;
        }
    }

    /// <summary>A run is awake.</summary>
    public void Woken(string runId)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var entry))
            {
                return;
            }

            entry.Place = WakePlace.Nowhere;
            if (entry.Fell)
            {
                Pause(entry, isOwnFault: true, null);
            }
            else if (entry.Pauses == 0)
            {
                Forget(entry);
            }
        }

        Changed.Give();
    }

    /// <summary>A run could not be woken; it is tried again.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="isOwnFault">Whether the next try will come out the same, as far as one can tell.</param>
    /// <param name="reason">Why.</param>
    /// <returns>Whether that is news: it had not failed since it last made progress.</returns>
    public bool Failed(string runId, bool isOwnFault, string? reason)
    {
        lock (_gate)
        {
            var entry = EntryOf(runId);
            entry.Place = WakePlace.Nowhere;
            Pause(entry, isOwnFault, reason);
            return entry.Pauses == 1;
        }
    }

    /// <summary>A wake that was given up has failed after all, by a fault of the run.</summary>
    public void Blame(string runId, string reason)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(runId, out var entry))
            {
                entry.Failures++;
                entry.Reason = reason;
            }
        }
    }

    /// <summary>A run is another's now, or nobody's: nothing is remembered of it.</summary>
    public void Remove(string runId)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(runId, out var entry))
            {
                if (entry.Place == WakePlace.Queued)
                {
                    _queue.Remove(entry, out _, out _);
                    Leave(entry, WakePlace.Nowhere);
                }

                Forget(entry);
            }
        }
    }

    /// <summary>Takes all that are to be woken some time.</summary>
    public IReadOnlyList<string> TakeAll()
    {
        lock (_gate)
        {
            var all = _queue.UnorderedItems.Select(static item => item.Element).ToList();
            all.ForEach(entry => Leave(entry, WakePlace.Nowhere));
            all.ForEach(Forget);
            _queue.Clear();
            return all.ConvertAll(static entry => entry.RunId);
        }
    }

    /// <summary>Forgets failures of long ago.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var entry in _runs.Values.Where(entry => entry.Place == WakePlace.Nowhere && time.GetElapsedTime(entry.TouchedAt) > Remembered).ToList())
            {
                Forget(entry);
            }
        }
    }

    private void Pause(WakeEntry entry, bool isOwnFault, string? reason)
    {
        var pause = entry.Fail(isOwnFault, reason) * (0.5 + (0.5 * random.NextDouble()));
        Enqueue(entry, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency));
    }

    private void Enqueue(WakeEntry entry, long due)
    {
        entry.Place = WakePlace.Queued;
        entry.TouchedAt = time.GetTimestamp();
        entry.IsFresh = entry.Pauses == 0;
        _queue.Enqueue(entry, (due, _number++));
        _fresh += entry.IsFresh ? 1 : 0;
    }

    private void Leave(WakeEntry entry, WakePlace place)
    {
        entry.Place = place;
        entry.TouchedAt = time.GetTimestamp();
        _fresh -= entry.IsFresh ? 1 : 0;
        entry.IsFresh = false;
    }

    private WakeEntry EntryOf(string runId)
    {
        if (!_runs.TryGetValue(runId, out var entry))
        {
            _runs.Add(runId, entry = new WakeEntry(runId));
            _count = _runs.Count;
        }

        return entry;
    }

    private void Forget(WakeEntry entry)
    {
        _runs.Remove(entry.RunId);
        _count = _runs.Count;
    }
}
