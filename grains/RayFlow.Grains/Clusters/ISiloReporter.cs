using Orleans.Services;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Grains.Clusters;

/// <summary>Says what its silo does; there is one in each.</summary>
[Alias("rayflow.ISiloReporter")]
internal interface ISiloReporter : IGrainService
{
    /// <summary>What the silo does now.</summary>
    [Alias("Report")]
    Task<SiloLoad> ReportAsync();
}
