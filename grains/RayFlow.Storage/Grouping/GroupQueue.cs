using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Grouping;

/// <summary>
/// Carries out the operations of all grains of a silo in few round trips: what arrives while one is under way goes into the
/// next, and what arrives at an idle connection is sent at once. Operations wait for a database that is away, and one that
/// is refused does not harm the others of its group.
/// </summary>
internal sealed class GroupQueue<T> : IAsyncDisposable
    where T : PendingOperation
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<T> _queue = Channel.CreateUnbounded<T>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly GroupLimits _limits;
    private readonly StorageHealth _health;
    private readonly ILogger _logger;
    private readonly Task[] _loops;

    public GroupQueue(Func<IGroupConnection<T>> connect, GroupLimits limits, StorageHealth health, ILogger logger)
    {
        _limits = limits;
        _health = health;
        _logger = logger;
        _loops = [.. Enumerable.Range(0, limits.Connections).Select(_ => Task.Run(() => RunAsync(connect())))];
    }

    /// <summary>Hands over an operation, which completes by itself.</summary>
    public void Add(T operation) => ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(operation), this);

    /// <summary>Carries out what is queued, if the database is there, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
        _stopping.Dispose();
    }

    private async Task RunAsync(IGroupConnection<T> connection)
    {
        await using (connection)
        {
            var group = new List<T>();
            while (await _queue.Reader.WaitToReadAsync())
            {
                group.Clear();
                Collect(group);
                await ExecuteAsync(connection, group);
            }
        }
    }

    private void Collect(List<T> group)
    {
        for (var bytes = 0L; bytes < _limits.Bytes && group.Count < _limits.Operations; bytes += group[^1].Bytes)
        {
            if (!_queue.Reader.TryRead(out var operation))
            {
                return;
            }

            group.Add(operation);
        }
    }

    /// <summary>Carries out the operations together, or failing that by themselves; every one is completed when this returns.</summary>
    private async Task ExecuteAsync(IGroupConnection<T> connection, List<T> group)
    {
        for (var attempt = 1; group.Count > 0; attempt++)
        {
            switch (await TryAsync(connection, group))
            {
                case null:
                    return;
                case var error when DatabaseErrors.IsCollision(error):
                    DropExpired(group, error);
                    break;
                case var error when DatabaseErrors.IsAway(error):
                    await connection.CloseAsync();
                    await WaitAsync(group, error, attempt);
                    break;
                case var error when group.Count > 1:
                    _logger.GroupRefused(group.Count, DatabaseErrors.Reason(error));
                    var half = group.Count / 2;
                    await ExecuteAsync(connection, group[..half]);
                    await ExecuteAsync(connection, group[half..]);
                    return;
                case var error when await connection.ExplainAsync(group[0], error, attempt) is { } explanation:
                    group[0].Fail(explanation);
                    return;
            }
        }
    }

    private async Task<Exception?> TryAsync(IGroupConnection<T> connection, List<T> group)
    {
        try
        {
            await connection.ExecuteAsync(group);
            return null;
        }
        catch (Exception error)
        {
            if (!DatabaseErrors.IsUndone(error))
            {
                group.ForEach(operation => operation.IsOutcomeUnknown = true);
                _logger.GroupUnanswered(group.Count, DatabaseErrors.Reason(error));
            }

            return error;
        }
    }

    private async Task WaitAsync(List<T> group, Exception error, int attempt)
    {
        _health.ReportAway(DatabaseErrors.Reason(error));
        DropExpired(group, error);
        if (group.Count == 0)
        {
            return;
        }

        try
        {
            // A database may answer questions and still take no writes, so the first retry is at once and the others are not.
            var pause = attempt == 1 ? TimeSpan.Zero : Min(TimeSpan.FromMilliseconds(10) * Math.Pow(2, Math.Min(attempt, 10)), LongestPause);
            await Task.Delay(pause, _stopping.Token);
            await _health.WaitAsync(group.Min(Remaining), _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            GiveUp(group, error);
        }
    }

    private void DropExpired(List<T> group, Exception error)
    {
        if (_stopping.IsCancellationRequested)
        {
            GiveUp(group, error);
            return;
        }

        var all = group.FindAll(operation => Remaining(operation) <= TimeSpan.Zero);
        if (all.Count > 0)
        {
            _logger.OperationsGivenUp(all.Count, all.Max(expired => Min(_limits.Timeout, expired.Patience)).TotalSeconds);
        }

        foreach (var expired in all)
        {
            expired.Fail(new StorageUnavailableException(DatabaseErrors.Reason(error), error));
            group.Remove(expired);
        }
    }

    private static void GiveUp(List<T> group, Exception error)
    {
        group.ForEach(operation => operation.Fail(new StorageUnavailableException(DatabaseErrors.Reason(error), error)));
        group.Clear();
    }

    private TimeSpan Remaining(T operation) =>
        Min(_limits.Timeout, operation.Patience) - TimeSpan.FromMilliseconds(Environment.TickCount64 - operation.QueuedAt);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
