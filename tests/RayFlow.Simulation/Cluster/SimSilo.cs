using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>One start of one silo.</summary>
internal sealed class SimSilo
{
    private readonly Dictionary<string, SimGrain> _grains = new(StringComparer.Ordinal);

    public SimSilo(SimCluster cluster, int number, int generation)
    {
        (Cluster, Number, Generation) = (cluster, number, generation);
        Process = new SimProcess($"s{number}.{generation}");
        Time = new SimClock(cluster.Simulator, Process);
        Wakes = new WakeQueue(Time, new Random((int)(Chance.Hash((ulong)generation, Name) >> 33)));
        Environment = new RunEnvironment(Name, cluster.Options, Time, cluster.Chance.For(Name).Fraction, Wakes, new SimLogger(this));
        StartedAt = cluster.Simulator.Now;
        Recovery = new SimRecovery(this);
    }

    /// <summary>The cluster.</summary>
    public SimCluster Cluster { get; }

    /// <summary>Which machine it is.</summary>
    public int Number { get; }

    /// <summary>How often that machine was started.</summary>
    public int Generation { get; }

    /// <summary>Its name, which is also that of an owner of runs.</summary>
    public string Name => Process.Name;

    /// <summary>Its process.</summary>
    public SimProcess Process { get; }

    /// <summary>Its clock.</summary>
    public SimClock Time { get; }

    /// <summary>What its runs have in common.</summary>
    public RunEnvironment Environment { get; }

    /// <summary>Its runs that are to be woken again.</summary>
    public WakeQueue Wakes { get; }

    /// <summary>Keeps its runs going.</summary>
    public SimRecovery Recovery { get; }

    /// <summary>When it was started.</summary>
    public TimeSpan StartedAt { get; }

    /// <summary>Whether the cluster has given it up.</summary>
    public bool IsDeclaredDead { get; set; }

    /// <summary>Whether it is being stopped, and takes no activations any more.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Everything in its memory.</summary>
    public IReadOnlyCollection<SimGrain> Grains => _grains.Values;

    /// <summary>The simulation.</summary>
    public Simulator Simulator => Cluster.Simulator;

    /// <summary>The database.</summary>
    public SimDatabase Database => Cluster.Database;

    /// <summary>What happens.</summary>
    public Trace Trace => Cluster.Simulator.Trace;

    /// <summary>An activation; null: there is none here.</summary>
    public SimGrain? Find(string key) => _grains.GetValueOrDefault(key);

    /// <summary>Makes an activation.</summary>
    public SimGrain Create(string key)
    {
        var grain = SimCluster.Make(this, key);
        _grains[key] = grain;
        Cluster.Directory.Register(grain);
        grain.Activate();
        return grain;
    }

    /// <summary>An activation has left.</summary>
    public void Remove(SimGrain grain)
    {
        if (_grains.GetValueOrDefault(grain.Key) == grain)
        {
            _grains.Remove(grain.Key);
        }

        Cluster.Directory.Unregister(grain);
    }

    public override string ToString() => Name;
}
