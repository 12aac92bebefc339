using System.Runtime.InteropServices;

namespace RayFlow.Engine.Moments;

/// <summary>
/// What became of the node instances of a run, change by change, each linked to the one before of the same instance: a few words a change, and any
/// moment is found by walking back from the last.
/// </summary>
internal sealed class InstanceLog
{
    private readonly List<Change> _changes = [];

    /// <summary>One change of an instance.</summary>
    /// <param name="Sequence">The event after which it is so.</param>
    /// <param name="Previous">The change before; -1: there is none.</param>
    /// <param name="State">Where the instance is from then on.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Data">What belongs to the state: inputs, outputs, an error, a wait.</param>
    internal readonly record struct Change(long Sequence, int Previous, InstanceState State, int Attempt, object? Data);

    public int Count => _changes.Count;

    public Change this[int at] => _changes[at];

    /// <summary>Adds a change; returns its place.</summary>
    public int Add(Change change)
    {
        _changes.Add(change);
        return _changes.Count - 1;
    }

    /// <summary>The last change of an instance up to an event; -1 if there was none.</summary>
    public int Find(int last, long sequence)
    {
        var changes = CollectionsMarshal.AsSpan(_changes);
        while (last >= 0 && changes[last].Sequence > sequence)
        {
            last = changes[last].Previous;
        }

        return last;
    }

    /// <summary>What the latest change up to a place says of a kind of data, since the instance last became ready; null if none does.</summary>
    public T? Latest<T>(int at)
        where T : class
    {
        for (; at >= 0 && _changes[at] is { State: > InstanceState.Ready } change; at = change.Previous)
        {
            if (change.Data is T found)
            {
                return found;
            }
        }

        return null;
    }
}
