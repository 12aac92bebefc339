using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>On the silo that the hash of the grain's id chooses.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class HashBasedPlacementAttribute() : PlacementAttribute(new HashBasedPlacement());
