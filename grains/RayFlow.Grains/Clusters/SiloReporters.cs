using Orleans.Runtime.Services;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Grains.Clusters;

/// <summary>Asks silos what they do.</summary>
internal sealed class SiloReporters(IServiceProvider services) : GrainServiceClient<ISiloReporter>(services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What a silo does; null if it does not say so in time.</summary>
    public async Task<SiloLoad?> AskAsync(SiloAddress silo)
    {
        try
        {
            return await GetGrainService(silo).ReportAsync().WaitAsync(Patience);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
