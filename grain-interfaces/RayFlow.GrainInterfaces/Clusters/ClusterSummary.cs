namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>A cluster and its silos at one moment.</summary>
/// <param name="ClusterId">The cluster's name and the id of its database.</param>
/// <param name="Silos">Its silos, the oldest first.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ClusterSummary")]
public sealed record ClusterSummary([property: Id(0)] string ClusterId, [property: Id(1)] IReadOnlyList<SiloSummary> Silos);
