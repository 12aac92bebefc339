using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Writing;

/// <summary>
/// Writes the state of all grains of a silo in few transactions: what arrives while a commit is under way goes into the
/// next one, and a write that arrives at an idle writer is committed at once.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly NpgsqlDataSource _database;
    private readonly PostgresStorageOptions _options;
    private readonly StorageHealth _health;
    private readonly ILogger _logger;
    private readonly Task[] _loops;

    /// <param name="database">Makes connections that are not pooled: each loop changes the settings of its own and keeps it.</param>
    /// <param name="options">How large a commit may be, and how long a write waits.</param>
    /// <param name="health">Learns when the database is away, and says when it is back.</param>
    /// <param name="logger">Learns of commits that fail.</param>
    public GroupCommitWriter(
        NpgsqlDataSource database, PostgresStorageOptions options, StorageHealth health, ILogger<GroupCommitWriter> logger)
    {
        _database = database;
        _options = options;
        _health = health;
        _logger = logger;
        _loops = [.. Enumerable.Range(0, options.WriterConnections).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Completes when the write is committed; fails if it cannot be, or not in time.</summary>
    public Task WriteAsync(PendingWrite write)
    {
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(write), this);
        return write.Completion;
    }

    /// <summary>Commits what is queued, if the database is there, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
        await _database.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await using var connection = new CommitConnection(_database);
        var batch = new List<PendingWrite>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            Collect(batch);
            await CommitAsync(connection, batch);
        }
    }

    private void Collect(List<PendingWrite> batch)
    {
        for (var bytes = 0L; bytes < _options.MaxBatchBytes && batch.Count < _options.MaxBatchWrites; bytes += batch[^1].Bytes)
        {
            if (!_queue.Reader.TryRead(out var write))
            {
                return;
            }

            batch.Add(write);
        }
    }

    /// <summary>Commits the writes together, or failing that each by itself; every one is completed when this returns.</summary>
    private async Task CommitAsync(CommitConnection connection, List<PendingWrite> writes)
    {
        for (var attempt = 1; writes.Count > 0; attempt++)
        {
            switch (await TryAsync(connection, writes))
            {
                case null:
                    return;
                case var error when DatabaseErrors.IsCollision(error):
                    DropExpired(writes, error);
                    break;
                case var error when DatabaseErrors.IsAway(error):
                    await WaitAsync(writes, error, attempt);
                    break;
                case var error when attempt < 3 && MayBeOurOwn(writes, error):
                    // The attempt without an answer was still under way when we looked for what it had left.
                    break;
                case var error:
                    await SeparateAsync(connection, writes, error);
                    return;
            }
        }
    }

    private async Task<Exception?> TryAsync(CommitConnection connection, List<PendingWrite> writes)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await connection.CommitAsync(writes, CancellationToken.None);
        }
        catch (Exception error)
        {
            if (!DatabaseErrors.IsUndone(error))
            {
                writes.ForEach(write => write.IsOutcomeUnknown = true);
                _logger.CommitUnanswered(writes.Count, DatabaseErrors.Reason(error));
            }

            return error;
        }

        StorageMetrics.Committed(writes, Stopwatch.GetElapsedTime(started));
        foreach (var write in writes)
        {
            if (write.Conflict is null)
            {
                write.Succeed();
            }
            else
            {
                write.Fail(write.Conflict);
            }
        }

        return null;
    }

    private async Task WaitAsync(List<PendingWrite> writes, Exception error, int attempt)
    {
        _health.ReportAway(DatabaseErrors.Reason(error));
        DropExpired(writes, error);
        if (writes.Count == 0)
        {
            return;
        }

        try
        {
            // A database may answer questions and still take no writes, so the first retry is at once and the others are not.
            var pause = attempt == 1 ? TimeSpan.Zero : Min(TimeSpan.FromMilliseconds(10) * Math.Pow(2, attempt), LongestPause);
            await Task.Delay(pause, _stopping.Token);
            await _health.WaitAsync(writes.Min(Remaining), _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            GiveUp(writes, error);
        }
    }

    private void DropExpired(List<PendingWrite> writes, Exception error)
    {
        if (_stopping.IsCancellationRequested)
        {
            GiveUp(writes, error);
            return;
        }

        foreach (var expired in writes.FindAll(write => Remaining(write) <= TimeSpan.Zero))
        {
            _logger.WriteGivenUp(_options.UnavailableTimeout.TotalSeconds);
            expired.Fail(new StorageUnavailableException(DatabaseErrors.Reason(error), error));
            writes.Remove(expired);
        }
    }

    private static void GiveUp(List<PendingWrite> writes, Exception error)
    {
        writes.ForEach(write => write.Fail(new StorageUnavailableException(DatabaseErrors.Reason(error), error)));
        writes.Clear();
    }

    private TimeSpan Remaining(PendingWrite write) =>
        _options.UnavailableTimeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - write.QueuedAt);

    private static bool MayBeOurOwn(List<PendingWrite> writes, Exception error) =>
        writes is [JournalWrite { IsOutcomeUnknown: true }] && IsDuplicate(error);

    private static bool IsDuplicate(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The database refuses the writes as they are: finds the culprits by halves, so that the others are committed.</summary>
    private async Task SeparateAsync(CommitConnection connection, List<PendingWrite> writes, Exception error)
    {
        if (writes.Count > 1)
        {
            _logger.CommitRefused(writes.Count, DatabaseErrors.Reason(error));
            var half = writes.Count / 2;
            await CommitAsync(connection, writes[..half]);
            await CommitAsync(connection, writes[half..]);
        }
        else if (writes[0] is JournalWrite journal && IsDuplicate(error))
        {
            journal.Fail(await ExplainAsync(connection, journal));
        }
        else
        {
            writes[0].Fail(error);
        }
    }

    private static async Task<Exception> ExplainAsync(CommitConnection connection, JournalWrite write)
    {
        try
        {
            return Conflicts.OfJournal(write, await connection.ReadLengthAsync(write.RunId, CancellationToken.None));
        }
        catch (NpgsqlException)
        {
            // How far the other one has come is only for the message.
            return Conflicts.OfJournal(write, write.FirstSequence);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
