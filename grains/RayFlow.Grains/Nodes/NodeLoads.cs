namespace RayFlow.Grains.Nodes;

/// <summary>How many threads run nodes of each type, and how many of these were replaced by others. Not safe for concurrent use.</summary>
/// <param name="mostReplaced">How many threads may be replaced.</param>
internal sealed class NodeLoads(int mostReplaced)
{
    private readonly Dictionary<string, Load> _loads = new(StringComparer.Ordinal);

    private sealed class Load
    {
        public int Running { get; set; }

        public int Replaced { get; set; }
    }

    /// <summary>Threads that were replaced, of all types.</summary>
    public int Replaced { get; private set; }

    /// <summary>
    /// Whether one more thread may run a type. Types of which threads were replaced get no more threads than there are to replace them: the others
    /// are for types that do no harm.
    /// </summary>
    public bool MayStart(string type) =>
        !_loads.TryGetValue(type, out var load) || load.Replaced == 0 || _loads.Values.Sum(static other => other.Replaced > 0 ? other.Running : 0) < mostReplaced;

    /// <summary>A thread begins to run a type.</summary>
    public void Begin(string type)
    {
        if (!_loads.TryGetValue(type, out var load))
        {
            _loads.Add(type, load = new Load());
        }

        load.Running++;
    }

    /// <summary>A thread that runs a type is replaced by another.</summary>
    public void Replace(string type)
    {
        _loads[type].Replaced++;
        Replaced++;
    }

    /// <summary>A thread has ended what it ran.</summary>
    public void End(string type, bool wasReplaced)
    {
        var load = _loads[type];
        if (wasReplaced)
        {
            load.Replaced--;
            Replaced--;
        }

        if (--load.Running == 0)
        {
            _loads.Remove(type);
        }
    }
}
