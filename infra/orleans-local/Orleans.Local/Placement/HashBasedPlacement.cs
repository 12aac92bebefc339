namespace Orleans.Runtime;

/// <summary>See <see cref="Placement.HashBasedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class HashBasedPlacement : PlacementStrategy;
