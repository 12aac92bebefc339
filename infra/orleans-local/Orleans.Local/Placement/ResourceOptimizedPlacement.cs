namespace Orleans.Runtime;

/// <summary>See <see cref="Placement.ResourceOptimizedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class ResourceOptimizedPlacement : PlacementStrategy;
