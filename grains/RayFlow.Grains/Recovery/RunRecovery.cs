using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Storage;
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
    RunWaker waker,
    DueRuns due,
    StorageHealth health,
    TimeProvider time,
    IOptions<RecoveryOptions> options,
    IOptions<PostgresStorageOptions> storage,
    ILogger<RunRecovery> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _endRounds = new();
    private readonly CancellationTokenSource _endBeats = new();
    private Task _rounds = Task.CompletedTask;
    private Task _beats = Task.CompletedTask;
    private long _lastBeat = time.GetTimestamp();
    private long? _silentUntil;

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
                Beaten();
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
            catch (StorageUnavailableException away)
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

    /// <summary>Notes when the database has been away for so long that every silo looks dead by its heartbeat.</summary>
    private void Beaten()
    {
        var (now, timeout) = (time.GetTimestamp(), storage.Value.HeartbeatTimeout);
        if (time.GetElapsedTime(_lastBeat, now) > timeout)
        {
            _silentUntil = now + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        }

        _lastBeat = now;
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (!health.IsAvailable)
        {
            return; // nothing can be woken; health asks until the database is back
        }

        await waker.WakeAsync(stalled.TakeAll(), cancellationToken);
        await due.WakeAsync(cancellationToken);
        if (options.Value.SingleSilo || _silentUntil is not { } end || time.GetTimestamp() > end)
        {
            await ClaimAsync(cancellationToken);
        }
    }

    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ClaimedRun> claimed;
        do
        {
            claimed = await index.ClaimAsync(silo.Id, options.Value.BatchSize, cancellationToken);
            if (claimed.Count > 0)
            {
                logger.RunsClaimed(claimed.Count);
                due.StartOver();
            }

            // Runs that wait stay where they are until their time or their signal comes.
            await waker.WakeAsync([.. claimed.Where(run => !run.IsWaiting).Select(run => run.RunId)], cancellationToken);
        }
        while (claimed.Count == options.Value.BatchSize);
    }
}
