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
    ILogger<RunRecovery> logger) : IHostedLifecycleService, IDisposable
{
    private readonly Dictionary<string, DateTimeOffset> _woken = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _endRounds = new();
    private readonly CancellationTokenSource _endBeats = new();
    private Task _rounds = Task.CompletedTask;
    private Task _beats = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Two loops: a round may have to wait for a silo that does not answer, and must not make this one look dead meanwhile.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var alone = options.Value.SingleSilo;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _beats = RepeatAsync(
            async token =>
            {
                await (alone ? heartbeats.BeatAloneAsync(silo.Id, token) : heartbeats.BeatAsync(silo.Id, token));
                alone = false;
                first.TrySetResult();
            },
            _endBeats.Token);
        _rounds = RepeatAsync(
            async token =>
            {
                await first.Task.WaitAsync(token);
                await RoundAsync(token);
            },
            _endRounds.Token);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => _endRounds.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _rounds.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Lets go of the runs when the silo has stopped: as long as one of them is in memory here, nobody else could take it up.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _endBeats.CancelAsync();
        try
        {
            await _beats;
            await heartbeats.RemoveAsync(silo.Id, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.RecoveryFailed(failure); // the heartbeat expires by itself
        }
    }

    public void Dispose()
    {
        // A host that is disposed without having been stopped has no database any more.
        _endRounds.Cancel();
        _endBeats.Cancel();
        _endRounds.Dispose();
        _endBeats.Dispose();
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step(stopping);
            }
            catch (Storage.StorageUnavailableException away)
            {
                logger.RecoveryWaits(away.Message);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                if (!stopping.IsCancellationRequested)
                {
                    logger.RecoveryFailed(failure);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.PeriodSeconds), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        foreach (var forgotten in _woken.Where(entry => entry.Value < now - TimeSpan.FromSeconds(options.Value.PeriodSeconds * 10)).ToList())
        {
            _woken.Remove(forgotten.Key);
        }

        var last = default(DueRun?);
        do
        {
            var due = await index.DueAsync(now + TimeSpan.FromSeconds(options.Value.PeriodSeconds * 3), last, options.Value.BatchSize, cancellationToken);
            await WakeAsync([.. due.Select(run => run.RunId).Where(runId => _woken.TryAdd(runId, now))], cancellationToken);
            last = due.Count == options.Value.BatchSize ? due[^1] : null; // those that were woken stay in the table until their time has come
        }
        while (last is not null);
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
