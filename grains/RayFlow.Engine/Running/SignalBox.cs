using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Signals that came before their wait, and waits that came before their signal. Each signal is consumed once, in order.</summary>
internal sealed class SignalBox
{
    private readonly Dictionary<string, Queue<Value>> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedList<(Frame Frame, int Node)>> _waits = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _waitCount;
    private int _mostBeforeSweep = 64;

    /// <summary>How many signals wait to be consumed.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the oldest signal of a name.</summary>
    public bool TryTake(string name, out Value payload)
    {
        payload = default;
        if (!_signals.TryGetValue(name, out var queue) || !queue.TryDequeue(out payload))
        {
            return false;
        }

        Count--;
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
    }

    /// <summary>Whether a signal with this id is new.</summary>
    public bool IsNew(string? signalId) => signalId is null || _seen.Add(signalId);

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

    /// <summary>The ids of signals that came, in an order of their own.</summary>
    public List<string> Seen() => [.. _seen.Order(StringComparer.Ordinal)];

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
