using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Gateway.Clusters;

/// <summary>Connects for as long as it takes, and says meanwhile why there is no silo.</summary>
internal sealed class ConnectionPatience(ClusterLink link) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        link.Lose(Absences.Of(exception));
        await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}
