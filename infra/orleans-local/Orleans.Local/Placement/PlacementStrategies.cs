namespace Orleans.Runtime;

/// <summary>A way to choose the silo of a new activation.</summary>
[SerializerTransparent]
public abstract class PlacementStrategy
{
    /// <summary>Whether a grain has one activation in the cluster, found through the directory.</summary>
    public virtual bool IsUsingGrainDirectory => true;
}

/// <summary>See <see cref="Placement.PreferLocalPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class PreferLocalPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.RandomPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class RandomPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.HashBasedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class HashBasedPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.ActivationCountBasedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class ActivationCountBasedPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.ResourceOptimizedPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class ResourceOptimizedPlacement : PlacementStrategy;

internal sealed class StatelessWorkerPlacement : PlacementStrategy
{
    public static StatelessWorkerPlacement Instance { get; } = new();

    public override bool IsUsingGrainDirectory => false;
}
