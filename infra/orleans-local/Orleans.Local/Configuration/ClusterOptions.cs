namespace Orleans.Configuration;

/// <summary>The names of a cluster.</summary>
public class ClusterOptions
{
    /// <summary>The cluster id that is used where none is given.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>The service id that is used where none is given.</summary>
    public const string DefaultServiceId = "default";

    /// <summary>Silos and clients with the same id find each other.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Names the application across deployments; part of the key of stored state.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}
