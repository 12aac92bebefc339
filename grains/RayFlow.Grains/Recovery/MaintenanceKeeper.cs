using Microsoft.Extensions.Logging;

namespace RayFlow.Grains.Recovery;

/// <summary>Keeps the cluster's maintenance at work: whichever silo dies, another asks for it within a minute, and it goes on there.</summary>
internal sealed class MaintenanceKeeper(IGrainFactory grains, ILogger<MaintenanceKeeper> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _keeping = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(MaintenanceKeeper),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _keeping = Task.Run(() => KeepAsync(_stopping.Token), CancellationToken.None);
            return Task.CompletedTask;
        },
        async cancellationToken =>
        {
            await _stopping.CancelAsync();
            await _keeping.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync(stopping);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                if (!stopping.IsCancellationRequested)
                {
                    logger.MaintenanceNotReached(failure.Message);
                }
            }

            await Task.Delay(Period, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
