using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>
/// Where activations are. It says so of silos that nobody knows to be dead yet, and for a while after trouble it may not find what is there: then a
/// grain has two activations.
/// </summary>
internal sealed class GrainDirectory(Simulator simulator, Chance chance)
{
    private readonly Dictionary<string, List<SimGrain>> _entries = new(StringComparer.Ordinal);

    /// <summary>Until when it may be wrong.</summary>
    public TimeSpan WrongUntil { get; set; }

    /// <summary>How often it is wrong then.</summary>
    public double Wrong { get; set; } = 0.1;

    /// <summary>The activation that somebody finds; null: none.</summary>
    public SimGrain? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var entries))
        {
            return null;
        }

        var known = entries.FindLast(grain => !grain.IsGone && !grain.Silo.IsDeclaredDead);
        return known is not null && simulator.Now < WrongUntil && chance.In(Wrong) ? null : known;
    }

    /// <summary>An activation has come to be.</summary>
    public void Register(SimGrain grain)
    {
        if (!_entries.TryGetValue(grain.Key, out var entries))
        {
            _entries.Add(grain.Key, entries = []);
        }

        entries.RemoveAll(entry => entry.IsGone || entry.Silo.IsDeclaredDead);
        entries.Add(grain);
    }

    /// <summary>An activation has left.</summary>
    public void Unregister(SimGrain grain)
    {
        if (_entries.TryGetValue(grain.Key, out var entries) && entries.Remove(grain) && entries.Count == 0)
        {
            _entries.Remove(grain.Key);
        }
    }
}
