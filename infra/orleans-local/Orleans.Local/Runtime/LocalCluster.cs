using System.Collections.Concurrent;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>The silos of this process that belong together, and the directory of their grains.</summary>
/// <remarks>Real silos find each other through a membership table. These share memory, and the name of the table they would use is the key.</remarks>
internal sealed class LocalCluster
{
    private static readonly ConcurrentDictionary<string, LocalCluster> Known = new();
    private readonly ConcurrentDictionary<GrainId, MessageTarget> _directory = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, MemoryGrainStorage.Record>> _memory = new();
    private readonly ConcurrentDictionary<GrainRuntime, byte> _runtimes = new();
    private readonly Lock _gate = new();
    private volatile Silo[] _silos = [];

    /// <summary>A silo came or went.</summary>
    public event Action? SilosChanged;

    public IReadOnlyList<Silo> Silos => _silos;

    /// <summary>The reminders that are kept in memory.</summary>
    public ConcurrentDictionary<(GrainId GrainId, string Name), Reminder> Reminders { get; } = new();

    /// <summary>The cluster of a membership store and of its names, without silos if there is none yet.</summary>
    public static LocalCluster Of(ClusterMembership membership, ClusterOptions options) =>
        Known.GetOrAdd($"{membership.Store}|{options.ServiceId}|{options.ClusterId}", static _ => new LocalCluster());

    public void Add(GrainRuntime runtime) => _runtimes.TryAdd(runtime, 0);

    public void Remove(GrainRuntime runtime) => _runtimes.TryRemove(runtime, out _);

    /// <summary>Fails the calls that wait for a silo that is gone.</summary>
    public void FailCallsOf(Silo silo)
    {
        foreach (var runtime in _runtimes.Keys)
        {
            runtime.Pending.FailCallsOf(silo);
        }
    }

    public void Join(Silo silo)
    {
        lock (_gate)
        {
            _silos = [.. _silos, silo];
        }

        SilosChanged?.Invoke();
    }

    public void Leave(Silo silo)
    {
        lock (_gate)
        {
            _silos = [.. _silos.Where(other => !ReferenceEquals(other, silo))];
        }

        if (_silos.Length == 0)
        {
            // What is in memory does not outlive the processes.
            _memory.Clear();
            Reminders.Clear();
        }

        SilosChanged?.Invoke();
    }

    /// <summary>What memory storage with a name keeps.</summary>
    public ConcurrentDictionary<string, MemoryGrainStorage.Record> MemoryOf(string name) => _memory.GetOrAdd(name, static _ => new());

    /// <summary>Where calls of a grain go; it is activated if it is not.</summary>
    /// <param name="id">The grain.</param>
    /// <param name="caller">The silo that calls; null for clients.</param>
    public MessageTarget Locate(GrainId id, Silo? caller)
    {
        if (_directory.TryGetValue(id, out var target))
        {
            return target;
        }

        var grainClass = GrainManifest.Current.ClassOf(id.Type);
        var silo = Place(grainClass, id, caller);
        if (grainClass.MaxWorkers > 0)
        {
            return silo.WorkersOf(grainClass, id);
        }

        var activation = new Activation(silo, grainClass, id);
        target = _directory.GetOrAdd(id, activation);
        if (ReferenceEquals(target, activation))
        {
            silo.Add(activation);
            activation.Start();
        }

        return target;
    }

    /// <summary>The activation of a grain, if it has one.</summary>
    public Activation? Find(GrainId id) => _directory.TryGetValue(id, out var target) ? target as Activation : null;

    public void Remove(Activation activation) => _directory.TryRemove(new KeyValuePair<GrainId, MessageTarget>(activation.GrainId, activation));

    private Silo Place(GrainClass grainClass, GrainId id, Silo? caller)
    {
        var silos = _silos;
        return silos.Length switch
        {
            0 => throw new SiloUnavailableException($"There is no silo that could activate {id}."),
            1 => silos[0],
            _ when caller is not null && silos.Contains(caller) && (grainClass.MaxWorkers > 0 || grainClass.Placement is PreferLocalPlacement) => caller,
            _ when grainClass.Placement is HashBasedPlacement => silos[id.GetUniformHashCode() % silos.Length],
            _ when grainClass.Placement is ActivationCountBasedPlacement or ResourceOptimizedPlacement => silos.MinBy(silo => silo.ActivationCount)!,
            _ => silos[Random.Shared.Next(silos.Length)],
        };
    }
}
