using Microsoft.Extensions.DependencyInjection;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Errors;

/// <summary>Asks the cluster whether its database answers.</summary>
internal static class Outage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Why the database does not answer; null if it does, or if nobody can tell.</summary>
    public static async Task<string?> OfDatabaseAsync(IServiceProvider services)
    {
        try
        {
            return await CheckAsync(services.GetRequiredService<IGrainFactory>(), CancellationToken.None);
        }
        catch (StorageUnavailableException away)
        {
            return away.Message;
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException or NoSiloException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="OfDatabaseAsync"/>, but throws what the cluster throws.</summary>
    public static Task<string?> CheckAsync(IGrainFactory grains, CancellationToken cancellation) =>
        grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).CheckDatabaseAsync(cancellation).WaitAsync(Patience, cancellation);
}
