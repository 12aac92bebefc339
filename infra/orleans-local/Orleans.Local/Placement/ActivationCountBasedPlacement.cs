namespace Orleans.Runtime;

/// <summary>See <see cref="Placement.ActivationCountBasedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class ActivationCountBasedPlacement : PlacementStrategy;
