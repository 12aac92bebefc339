namespace Orleans.Runtime;

/// <summary>See <see cref="Placement.RandomPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class RandomPlacement : PlacementStrategy;
