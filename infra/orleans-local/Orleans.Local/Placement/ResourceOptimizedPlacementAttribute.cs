using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>On the silo with the most resources left; here the one with the fewest activations.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ResourceOptimizedPlacementAttribute() : PlacementAttribute(new ResourceOptimizedPlacement());
