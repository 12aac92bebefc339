using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>The cluster as a whole. Key: <see cref="Key"/>. Any silo answers.</summary>
[Alias("rayflow.IClusterGrain"), Version(1)]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "cluster";

    /// <summary>Answers, so that whoever asks knows that a silo does. Asks nobody else.</summary>
    [ReadOnly, Alias("Ping")]
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>The cluster and its silos, those that are joining or leaving too. A silo that does not say in a second what it does is listed without that.</summary>
    [ReadOnly, Alias("Get")]
    Task<ClusterSummary> GetAsync(CancellationToken cancellationToken);
}
