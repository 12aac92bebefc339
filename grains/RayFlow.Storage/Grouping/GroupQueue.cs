using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Grouping;

/// <summary>
/// Carries out the operations of all grains of a silo in few round trips: what arrives while one is under way goes into the
/// next, and what arrives at an idle connection is sent at once. Operations wait for a database that is away, and one that
/// is refused does not harm the others of its group. What waits takes bounded room: who comes when there is none waits outside.
/// </summary>
internal sealed class GroupQueue<T> : IAsyncDisposable
    where T : PendingOperation
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<T> _queue = Channel.CreateUnbounded<T>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly GroupLimits _limits;
    private readonly ByteBudget _room;
    private readonly StorageHealth _health;
    private readonly ILogger _logger;
    private readonly Task[] _loops;

    public GroupQueue(Func<IGroupConnection<T>> connect, GroupLimits limits, StorageHealth health, ILogger logger)
    {
        _limits = limits;
        _room = new ByteBudget(limits.QueuedBytes);
        _health = health;
        _logger = logger;
        _loops = [.. Enumerable.Range(0, limits.Connections).Select(_ => Task.Run(() => RunAsync(connect())))];
    }

    /// <summary>Hands over an operation when there is room for it; it completes by itself then.</summary>
    /// <exception cref="StorageUnavailableException">There was no room in time.</exception>
    public async ValueTask AddAsync(T operation)
    {
        try
        {
            await _room.TakeAsync(operation.Bytes, Remaining(operation), _stopping.Token);
        }
        catch (TimeoutException late)
        {
            throw new StorageUnavailableException(_health.Reason ?? "it takes writes more slowly than they come", late);
        }
        catch (OperationCanceledException)
        {
            throw new ObjectDisposedException(nameof(GroupQueue<>));
        }

        if (!_queue.Writer.TryWrite(operation))
        {
            _room.Return(operation.Bytes);
            throw new ObjectDisposedException(nameof(GroupQueue<>));
        }
    }

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
            for (var isSound = true; await _queue.Reader.WaitToReadAsync();)
            {
                isSound = await ExecuteAllAsync(connection, Collect(), isSound);
            }
        }
    }

    /// <summary>Carries out a group, whatever happens: a connection that gave up would leave all who come later without an answer.</summary>
    /// <returns>Whether the connection can be used on.</returns>
    private async Task<bool> ExecuteAllAsync(IGroupConnection<T> connection, List<T> group, bool isSound)
    {
        try
        {
            if (!isSound)
            {
                await connection.CloseAsync();
            }

            await ExecuteAsync(connection, [.. group]);
            return true;
        }
        catch (Exception error)
        {
            _logger.GroupFailed(group.Count, error);
            foreach (var operation in group)
            {
                operation.IsOutcomeUnknown = true;
                operation.Fail(error);
            }

            return false;
        }
        finally
        {
            _room.Return(group.Sum(operation => operation.Bytes));
        }
    }

    private List<T> Collect()
    {
        var group = new List<T>();
        for (var bytes = 0L; bytes < _limits.Bytes && group.Count < _limits.Operations; bytes += group[^1].Bytes)
        {
            if (!_queue.Reader.TryRead(out var operation))
            {
                break;
            }

            group.Add(operation);
        }

        return group;
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
        _health.Suspect();
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
