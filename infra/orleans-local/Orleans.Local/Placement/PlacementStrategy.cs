namespace Orleans.Runtime;

/// <summary>A way to choose the silo of a new activation.</summary>
[SerializerTransparent]
public abstract class PlacementStrategy
{
    /// <summary>Whether a grain has one activation in the cluster, found through the directory.</summary>
    public virtual bool IsUsingGrainDirectory => true;
}
