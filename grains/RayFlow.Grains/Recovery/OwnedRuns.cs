using Microsoft.Extensions.Logging;
using RayFlow.Storage;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Keeps the runs of one silo going, and takes over those of silos that are dead: finds what is due or orphaned, and wakes it, a bounded number at
/// a time. A run that cannot go on is tried again later and later, beside all others; one that never can is parked.
/// </summary>
/// <remarks>While the database is known to be away nothing is found and nothing woken: it would come back as it went.</remarks>
internal sealed class OwnedRuns
{
    private readonly IClusterMembers _members;
    private readonly IRunOwnership _ownership;
    private readonly IRunWaker _waker;
    private readonly WakeQueue _queue;
    private readonly OrphanClaims _orphans;
    private readonly DueRuns _due;
    private readonly TimeProvider _time;
    private readonly RecoveryOptions _options;
    private readonly ILogger _logger;
    private readonly RunWakes _wakes;
    private readonly Nudge _look;
    private readonly Nudge _room;
    private int _claimed;

    public OwnedRuns(
        IClusterMembers members, IRunOwnership ownership, IRunWaker waker, WakeQueue queue, TimeProvider time, RecoveryOptions options, ILogger logger)
    {
        (_members, _ownership, _waker, _queue, _time, _options, _logger) = (members, ownership, waker, queue, time, options, logger);
        _orphans = new OrphanClaims(members, ownership);
        _due = new DueRuns(ownership, members.Self, time, Period);
        _wakes = new RunWakes(members.Self, ownership, waker, queue, time, options.MaxTakeovers, logger);
        _look = new Nudge(time);
        _room = new Nudge(time);
    }

    private TimeSpan Period => TimeSpan.FromSeconds(_options.PeriodSeconds);

    private bool HasRoom => _queue.Fresh < _options.BatchSize / 2;

    /// <summary>Does so until it is stopped. Wakes that are under way then are not waited for.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        UntilStoppedAsync(FindAsync, stopping), UntilStoppedAsync(WakeAsync, stopping), UntilStoppedAsync(WatchAsync, stopping));

    /// <summary>Lets go the runs that leave this silo's memory and could go on elsewhere, until all have left.</summary>
    public async Task LeaveAsync(CancellationToken left)
    {
        for (var isLast = false; ;)
        {
            var runs = _queue.TakeAll();
            if (runs.Count > 0 && _waker.IsOpen)
            {
                await AttemptAsync(() => _ownership.ReleaseAsync(_members.Self, runs, CancellationToken.None), CancellationToken.None);
            }

            if (isLast)
            {
                return;
            }

            await _queue.Changed.WaitAsync(Period, left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            isLast = left.IsCancellationRequested;
        }
    }

    private async Task FindAsync(CancellationToken stopping)
    {
        var (sweptAt, reviewedAt) = (_time.GetTimestamp(), _time.GetTimestamp());
        while (true)
        {
            var hasMore = false;
            if (_waker.IsOpen)
            {
                if (_time.GetElapsedTime(reviewedAt) > TimeSpan.FromSeconds(_options.ReviewSeconds))
                {
                    reviewedAt = _time.GetTimestamp();
                    _orphans.Review();
                }

                await AttemptAsync(async () => hasMore = await FindSomeAsync(stopping), stopping);
            }

            Report();
            if (!hasMore || !HasRoom)
            {
                // What was found is woken first, however much more there is: it need not be kept here, and others take their share.
                await (hasMore ? _room : _look).WaitAsync(Period, stopping);
            }

            if (_time.GetElapsedTime(sweptAt) > TimeSpan.FromMinutes(1))
            {
                sweptAt = _time.GetTimestamp();
                _queue.Sweep();
            }

            stopping.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A batch of what is due and one of what is orphaned: neither waits for the end of the other. Says whether there is more.</summary>
    private async Task<bool> FindSomeAsync(CancellationToken stopping)
    {
        var due = await _due.NextAsync(_options.BatchSize, stopping);
        foreach (var run in due)
        {
            _queue.Find(run.RunId);
        }

        foreach (var run in await _orphans.NextAsync(_options.BatchSize, stopping))
        {
            _claimed += run.IsWaiting || run.Takeovers > 0 ? 1 : 0;
            if (run.IsWaiting)
            {
                _due.StartOver(); // it stays where it is until its time or its signal comes; its time may have passed
            }
            else if (!_waker.Has(run.RunId))
            {
                // The first takeover is no fault of the run; that it did not get on since the one before may be.
                _queue.Find(run.RunId, run.Takeovers - 1, "The silo that had it died.");
            }
        }

        return due.Count == _options.BatchSize || _orphans.HasMore;
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        await foreach (var _ in _members.WatchAsync(stopping))
        {
            _look.Give();
        }
    }

    private async Task WakeAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var next = default(TimeSpan?);
            if (_waker.IsOpen && _wakes.Count < _options.Parallelism && _queue.TryTake(out var wake, out next))
            {
                _ = _wakes.WakeAsync(wake);
                continue;
            }

            if (HasRoom)
            {
                _room.Give();
            }

            await _queue.Changed.WaitAsync(next is { } pause && pause < Period ? pause : Period, stopping);
        }
    }

    /// <summary>Says once what came out since the last time.</summary>
    private void Report()
    {
        if (!_orphans.HasMore && _claimed > 0)
        {
            _logger.RunsClaimed(_claimed);
            _claimed = 0;
        }

        _wakes.Report();
    }

    private async Task<bool> AttemptAsync(Func<Task> step, CancellationToken stopping)
    {
        try
        {
            await step();
            return true;
        }
        catch (StorageUnavailableException away)
        {
            _logger.RecoveryWaits(away.Message);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            _logger.RecoveryFailed(failure);
        }

        return false;
    }

    private async Task UntilStoppedAsync(Func<CancellationToken, Task> loop, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await loop(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // None of the loops may end for good: runs would stand still, and nobody would know why.
                _logger.RecoveryFailed(failure);
            }

            await Task.Delay(Period, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
