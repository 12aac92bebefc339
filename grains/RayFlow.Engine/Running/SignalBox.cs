using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Signals that came before their wait, and waits that came before their signal. Each signal is consumed once, in order.</summary>
internal sealed class SignalBox
{
    private readonly Dictionary<string, Queue<Value>> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedList<(Frame Frame, int Node)>> _waits = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _seenInOrder = new();
    private int _waitCount;
    private int _mostBeforeSweep = 64;

    /// <summary>How many signals wait to be consumed.</summary>
    public int Count { get; private set; }

    /// <summary>What they take in memory, about.</summary>
    public long Bytes { get; private set; }

    /// <summary>What a kept signal takes in memory, about.</summary>
    public static long BytesOf(string name, Value payload) => 64 + HeldValues.BytesOf(name.Length + Math.Min(payload.Extent.Size, HeldValues.MostCharacters));

    /// <summary>Takes the oldest signal of a name.</summary>
    public bool TryTake(string name, out Value payload)
    {
        payload = default;
        if (!_signals.TryGetValue(name, out var queue) || !queue.TryDequeue(out payload))
        {
            return false;
        }

        Count--;
        Bytes -= BytesOf(name, payload);
        if (queue.Count == 0)
        {
            _signals.Remove(name); // callers choose the names
        }

        return true;
    }

    /// <summary>Keeps a signal for a later wait.</summary>
    public void Keep(string name, Value payload)
    {
        if (!_signals.TryGetValue(name, out var queue))
        {
            _signals.Add(name, queue = new Queue<Value>());
        }

        queue.Enqueue(payload);
        Count++;
        Bytes += BytesOf(name, payload);
    }

    /// <summary>Whether a signal with this id came, as far as that is remembered; false for one without.</summary>
    public bool HasSeen(string? signalId) => signalId is not null && _seen.Contains(signalId);

    /// <summary>Remembers a new signal's id, and of all ids the newest.</summary>
    public void Remember(string? signalId, int most)
    {
        if (signalId is null || !_seen.Add(signalId))
        {
            return;
        }

        _seenInOrder.Enqueue(signalId);
        while (_seenInOrder.Count > most)
        {
            _seen.Remove(_seenInOrder.Dequeue());
        }
    }

    /// <summary>Adds a wait.</summary>
    public void Wait(string name, Frame frame, int node)
    {
        if (!_waits.TryGetValue(name, out var list))
        {
            _waits.Add(name, list = new LinkedList<(Frame, int)>());
        }

        list.AddLast((frame, node));
        if (++_waitCount > _mostBeforeSweep)
        {
            Sweep();
        }
    }

    /// <summary>Takes the wait that has waited longest for a signal and still does.</summary>
    public (Frame Frame, int Node)? TakeWait(string name)
    {
        if (!_waits.TryGetValue(name, out var list))
        {
            return null;
        }

        while (list.First is { } first)
        {
            list.RemoveFirst();
            _waitCount--;
            if (Waits(first.Value))
            {
                return first.Value;
            }
        }

        return null;
    }

    /// <summary>Whether anything waits for a signal and still does.</summary>
    public bool HasWait(string name) => _waits.TryGetValue(name, out var list) && list.Any(Waits);

    /// <summary>The ids of signals that are remembered, oldest first.</summary>
    public IReadOnlyCollection<string> Seen() => _seenInOrder;

    /// <summary>The signals that wait to be consumed; those of one name in their order.</summary>
    public List<(string Name, Value Payload)> Kept() =>
        [.. from entry in _signals.OrderBy(entry => entry.Key, StringComparer.Ordinal) from payload in entry.Value select (entry.Key, payload)];

    /// <summary>The waits that still wait; those for one name in their order.</summary>
    public List<(string Name, Frame Frame, int Node)> Waiting() =>
        [.. from entry in _waits.OrderBy(entry => entry.Key, StringComparer.Ordinal) from wait in entry.Value where Waits(wait) select (entry.Key, wait.Frame, wait.Node)];

    private static bool Waits((Frame Frame, int Node) wait) => wait.Frame.Slot(wait.Frame.Graph.Nodes[wait.Node]).State == NodeState.Waiting;

    /// <summary>Forgets waits that timed out or were ended: they would keep the frames of settled turns in memory.</summary>
    private void Sweep()
    {
        _waitCount = 0;
        foreach (var (name, list) in _waits.ToList())
        {
            _waits[name] = new LinkedList<(Frame, int)>(list.Where(Waits));
            _waitCount += _waits[name].Count;
        }

        _mostBeforeSweep = Math.Max(64, 2 * _waitCount);
    }
}
