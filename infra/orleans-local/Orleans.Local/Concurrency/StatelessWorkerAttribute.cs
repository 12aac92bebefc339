using Orleans.Placement;

namespace Orleans.Concurrency;

/// <summary>Several activations of one grain share its requests.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : PlacementAttribute
{
    /// <summary>As many activations as the machine has processors.</summary>
    public StatelessWorkerAttribute()
        : this(-1)
    {
    }

    /// <summary>At most <paramref name="maxLocalWorkers"/> activations.</summary>
    public StatelessWorkerAttribute(int maxLocalWorkers)
        : this(maxLocalWorkers, removeIdleWorkers: true)
    {
    }

    /// <summary>At most <paramref name="maxLocalWorkers"/> activations. Idle ones are removed by idle collection in either case.</summary>
    public StatelessWorkerAttribute(int maxLocalWorkers, bool removeIdleWorkers)
        : base(Runtime.StatelessWorkerPlacement.Instance) => (MaxLocalWorkers, RemoveIdleWorkers) = (maxLocalWorkers, removeIdleWorkers);

    internal int MaxLocalWorkers { get; }

    internal bool RemoveIdleWorkers { get; }
}
