namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>A silo at one moment.</summary>
/// <param name="SiloId">New with every start of its process.</param>
/// <param name="Address">Where other silos reach it: <c>address:port</c>.</param>
/// <param name="Status">Where it is in its life, as the cluster sees it.</param>
/// <param name="Load">What it says of itself; null if it did not in time.</param>
[GenerateSerializer, Immutable, Alias("rayflow.SiloSummary")]
public sealed record SiloSummary(
    [property: Id(0)] string SiloId, [property: Id(1)] string Address, [property: Id(2)] SiloState Status, [property: Id(3)] SiloLoad? Load);
