using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>On a silo chosen by chance.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacement());
