namespace Orleans.Runtime;

/// <summary>See <see cref="Placement.PreferLocalPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class PreferLocalPlacement : PlacementStrategy;
