using Microsoft.Extensions.Logging;
using Npgsql;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage;

/// <summary>Whether the database answers. One that does not is asked again and again until it does.</summary>
/// <param name="database">The database.</param>
/// <param name="logger">Learns of every change.</param>
public sealed class StorageHealth(NpgsqlDataSource database, ILogger<StorageHealth> logger) : IDisposable
{
    // Assigns a transaction id, which a standby refuses.
    private const string Question = "SELECT pg_current_xact_id()";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private string? _reason;
    private TaskCompletionSource? _recovery;

    /// <summary>False from a read or write that could not reach the database until the database answers again.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>Why the database does not answer, in words without secrets; null if it does.</summary>
    public string? Reason
    {
        get
        {
            lock (_gate)
            {
                return _reason;
            }
        }
    }

    /// <summary>Asks the database now and returns why it does not answer; null if it does.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync(Question, static _ => { }, cancellationToken);
            return null;
        }
        catch (StorageUnavailableException error)
        {
            ReportAway(error.Reason);
            return error.Reason;
        }
        catch (PostgresException error)
        {
            return DatabaseErrors.Reason(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Says that the database did not answer; it is asked from now on until it does.</summary>
    internal void ReportAway(string why)
    {
        lock (_gate)
        {
            if (_reason is null)
            {
                logger.DatabaseAway(why);
            }

            _reason = why;
            if (_recovery is null)
            {
                _recovery = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = Task.Run(() => AskUntilAnsweredAsync(Environment.TickCount64, _stopping.Token));
            }
        }
    }

    /// <summary>Returns when the database answers again, at once if it does, or after a time; says whether it does.</summary>
    internal async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task recovered;
        lock (_gate)
        {
            recovered = _recovery?.Task ?? Task.CompletedTask;
        }

        if (atMost <= TimeSpan.Zero)
        {
            return recovered.IsCompleted;
        }

        try
        {
            await recovered.WaitAsync(atMost, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task AskUntilAnsweredAsync(long since, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = TimeSpan.FromMilliseconds(25); ; pause = Min(pause * 2, LongestPause))
            {
                // What the pool still holds died with the server, or will be found out to have done so one by one.
                database.Clear();
                try
                {
                    await database.ExecuteAsync(Question, static _ => { }, cancellationToken);
                    break;
                }
                catch (Exception error) when (error is StorageUnavailableException or PostgresException)
                {
                    Remember(error);
                }

                await Task.Delay(pause, cancellationToken);
            }

            Recover(since);
        }
        catch (OperationCanceledException)
        {
            // The silo stops. Whoever waits has a limit of his own.
        }
    }

    private void Remember(Exception error)
    {
        lock (_gate)
        {
            _reason = error is StorageUnavailableException away ? away.Reason : DatabaseErrors.Reason(error);
        }
    }

    private void Recover(long since)
    {
        lock (_gate)
        {
            _reason = null;
            _recovery!.SetResult();
            _recovery = null;
        }

        logger.DatabaseBack((Environment.TickCount64 - since) / 1000.0);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
