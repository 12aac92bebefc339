using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace RayFlow.Grains.Clusters;

/// <summary>Grains of this class are placed on silos that take runs: not on one that leaves, has lost its database, or does not answer.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TakesRunsAttribute() : PlacementFilterAttribute(new TakesRunsFilter());

/// <summary>The filter as Orleans knows it.</summary>
internal sealed class TakesRunsFilter : PlacementFilterStrategy
{
    public TakesRunsFilter()
        : base(order: 0)
    {
    }
}

/// <summary>Leaves out silos that take no runs, unless none does: then it does not matter where a run waits.</summary>
internal sealed class TakesRunsFilterDirector(SiloConditions conditions) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var all = silos as IReadOnlyCollection<SiloAddress> ?? [.. silos];
        var taking = all.Where(conditions.Takes).ToList();
        return taking.Count > 0 ? taking : all;
    }
}
