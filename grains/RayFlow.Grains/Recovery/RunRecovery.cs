using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Silos;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Keeps runs going: says that this silo lives, takes over runs whose silo does not, wakes runs whose timer is due and runs that could not go on.
/// Works from the index, in bounded batches, so that ten thousand orphans come back without a rush.
/// </summary>
internal sealed class RunRecovery(
    SiloHeartbeats heartbeats,
    RunIndex index,
    SiloIdentity silo,
    StalledRuns stalled,
    IGrainFactory grains,
    TimeProvider time,
    IOptions<RecoveryOptions> options,
    ILogger<RunRecovery> logger) : BackgroundService
{
    private readonly Dictionary<string, DateTimeOffset> _woken = new(StringComparer.Ordinal);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await heartbeats.RemoveAsync(silo.Id, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.RecoveryFailed(failure); // the heartbeat expires by itself
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alone = options.Value.SingleSilo;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (alone ? heartbeats.BeatAloneAsync(silo.Id, stoppingToken) : heartbeats.BeatAsync(silo.Id, stoppingToken));
                alone = false;
                await RoundAsync(stoppingToken);
            }
            catch (Storage.StorageUnavailableException away)
            {
                logger.RecoveryWaits(away.Message);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                logger.RecoveryFailed(failure);
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.PeriodSeconds), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await WakeAsync(stalled.TakeAll(), cancellationToken);
        await WakeDueAsync(cancellationToken);
        IReadOnlyList<string> claimed;
        do
        {
            claimed = await index.ClaimAsync(silo.Id, options.Value.BatchSize, cancellationToken);
            if (claimed.Count > 0)
            {
                logger.RunsClaimed(claimed.Count);
            }

            await WakeAsync(claimed, cancellationToken);
        }
        while (claimed.Count == options.Value.BatchSize);
    }

    /// <summary>Wakes runs a little before their time; their own timers are exact.</summary>
    private async Task WakeDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await index.DueAsync(now + TimeSpan.FromSeconds(options.Value.PeriodSeconds * 3), options.Value.BatchSize, cancellationToken);
        foreach (var forgotten in _woken.Where(entry => entry.Value < now - TimeSpan.FromSeconds(options.Value.PeriodSeconds * 10)).ToList())
        {
            _woken.Remove(forgotten.Key);
        }

        await WakeAsync([.. due.Select(run => run.RunId).Where(runId => _woken.TryAdd(runId, now))], cancellationToken);
    }

    private Task WakeAsync(IReadOnlyList<string> runs, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        runs,
        new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallelism, CancellationToken = cancellationToken },
        async (runId, _) =>
        {
            try
            {
                await grains.GetGrain<IWorkflowGrain>(runId).WakeAsync(CancellationToken.None);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                logger.WakeFailed(runId, failure);
                stalled.Add(runId);
            }
        });
}
