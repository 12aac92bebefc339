using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>On the silo that calls the grain first, if a silo does.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new PreferLocalPlacement());
