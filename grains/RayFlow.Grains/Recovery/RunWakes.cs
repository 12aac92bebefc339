using System.Globalization;
using Microsoft.Extensions.Logging;

namespace RayFlow.Grains.Recovery;

/// <summary>Wakes runs, each beside all others: one that cannot go on is given back to the queue, and one that never can is parked.</summary>
/// <param name="self">This silo, as the index names it.</param>
/// <param name="ownership">Whose the runs are.</param>
/// <param name="waker">Wakes one.</param>
/// <param name="queue">Is told how each came out.</param>
/// <param name="time">The clock.</param>
/// <param name="mostFailures">A run that has failed so often without progress is parked.</param>
/// <param name="logger">The log.</param>
internal sealed class RunWakes(string self, IRunOwnership ownership, IRunWaker waker, WakeQueue queue, TimeProvider time, int mostFailures, ILogger logger)
{
    /// <summary>Calls to a silo that has just died may not be answered until the cluster has noticed: they are made again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private int _waking;
    private int _failed;
    private Exception? _firstFailure;

    /// <summary>How many are being woken.</summary>
    public int Count => Volatile.Read(ref _waking);

    /// <summary>Wakes a run that was taken from the queue, or parks it; says to the queue how that came out.</summary>
    public async Task WakeAsync(RunWake wake)
    {
        Interlocked.Increment(ref _waking);
        try
        {
            await (wake.Failures >= mostFailures ? ParkAsync(wake) : WakeAsync(wake.RunId));
        }
        finally
        {
            Interlocked.Decrement(ref _waking);
            queue.Changed.Give();
        }
    }

    private async Task WakeAsync(string runId)
    {
        var waking = Task.CompletedTask;
        try
        {
            waking = waker.WakeAsync(runId);
            await waking.WaitAsync(Patience, time);
            queue.Woken(runId);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (queue.Failed(runId, waking.IsCompleted && waker.IsRunsOwn(failure), failure.Message))
            {
                Interlocked.CompareExchange(ref _firstFailure, failure, null);
                Interlocked.Increment(ref _failed);
            }

            if (!waking.IsCompleted)
            {
                _ = LateAsync(runId, waking);
            }
        }
    }

    /// <summary>A wake that was not waited for: if the run is what is wrong, that counts all the same.</summary>
    private async Task LateAsync(string runId, Task waking)
    {
        try
        {
            await waking;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (waker.IsRunsOwn(failure))
            {
                queue.Blame(runId, failure.Message);
            }
        }
    }

    private async Task ParkAsync(RunWake wake)
    {
        var reason = string.Create(
            CultureInfo.InvariantCulture, $"It has not got on in {wake.Failures} tries. {wake.Reason ?? "The log of its silo tells why."}");
        try
        {
            if (await ownership.ParkAsync(wake.RunId, self, reason, CancellationToken.None))
            {
                logger.RunParked(wake.RunId, reason);
            }

            queue.Remove(wake.RunId); // it is parked, or has ended, or is another's
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.RecoveryWaits(failure.Message);
            queue.Failed(wake.RunId, isOwnFault: false, wake.Reason);
        }
    }

    /// <summary>Logs once for many that some could not be woken since the last time.</summary>
    public void Report()
    {
        if (Interlocked.Exchange(ref _failed, 0) is > 0 and var failed && Interlocked.Exchange(ref _firstFailure, null) is { } first)
        {
            logger.WakesFailed(failed, first);
        }
    }
}
