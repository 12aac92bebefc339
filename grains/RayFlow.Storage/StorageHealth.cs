using Microsoft.Extensions.Logging;
using Npgsql;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage;

/// <summary>
/// Whether the database takes writes. It is asked over a connection of its own, so that nothing that this silo does to the others makes
/// it look away; one that does not answer is asked again and again until it does.
/// </summary>
public sealed class StorageHealth : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly HealthQuestion _question;
    private readonly NpgsqlDataSource _queries;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private string? _reason;
    private Task<string?> _asking = Task.FromResult<string?>(null);
    private TaskCompletionSource? _recovery;

    /// <param name="options">How to connect.</param>
    /// <param name="queries">The connections that others share: what they hold is given up when the database comes back.</param>
    /// <param name="logger">Learns of every change.</param>
    /// <param name="loggers">For the connection.</param>
    internal StorageHealth(PostgresStorageOptions options, NpgsqlDataSource queries, ILogger<StorageHealth> logger, ILoggerFactory? loggers)
    {
        _question = new HealthQuestion(StorageDataSources.ForHealth(options, loggers));
        _queries = queries;
        _logger = logger;
    }

    /// <summary>False from a question that the database did not answer, or answered by refusing writes, until it answers again.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>Why the database takes no writes, in words without secrets; null if it does.</summary>
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

    /// <summary>
    /// Asks the database and returns why it takes no writes; null if it does. While it is known to be away that is answered at once.
    /// Who comes while a question is under way shares its answer. A question takes 5 seconds at most.
    /// </summary>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        Task<string?> asking;
        lock (_gate)
        {
            if (_reason is not null)
            {
                return _reason;
            }

            asking = _asking = _asking.IsCompleted ? Task.Run(() => _question.AskAsync(anew: false, _stopping.Token), cancellationToken) : _asking;
        }

        var reason = await asking.WaitAsync(cancellationToken);
        if (reason is not null)
        {
            Remember(reason);
            Suspect();
        }

        return reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _question.Dispose();
    }

    /// <summary>
    /// Says that a read or write had no answer, or one that speaks of the database as a whole. It is asked from now on until it answers; it is
    /// away if it does not answer the first time. A connection that broke by itself is none of its faults.
    /// </summary>
    internal void Suspect()
    {
        lock (_gate)
        {
            if (_recovery is null && !_stopping.IsCancellationRequested)
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
                if (await _question.AskAsync(anew: true, cancellationToken) is not { } reason)
                {
                    break;
                }

                Remember(reason);
                await Task.Delay(pause, cancellationToken);
            }

            Recover(since);
        }
        catch (OperationCanceledException)
        {
            // The silo stops. Whoever waits has a limit of his own.
        }
    }

    private void Remember(string reason)
    {
        lock (_gate)
        {
            if (_reason is null)
            {
                _logger.DatabaseAway(reason);
            }

            _reason = reason;
        }
    }

    private void Recover(long since)
    {
        bool wasAway;
        lock (_gate)
        {
            wasAway = _reason is not null;
            _reason = null;
            _recovery!.SetResult();
            _recovery = null;
        }

        if (wasAway)
        {
            // Those that are idle died with the server, or would be found out to have done so one by one.
            _queries.Clear();
            _logger.DatabaseBack((Environment.TickCount64 - since) / 1000.0);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
