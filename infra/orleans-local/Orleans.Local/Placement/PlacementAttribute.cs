using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Says on which silo a grain is activated.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
    /// <summary>With the given strategy.</summary>
    protected PlacementAttribute(PlacementStrategy placement) => PlacementStrategy = placement;

    /// <summary>The strategy.</summary>
    public PlacementStrategy PlacementStrategy { get; }
}
