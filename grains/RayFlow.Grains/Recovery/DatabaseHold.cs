using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Storage;
using RayFlow.Storage.Silos;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Sees that a silo that is alone on its database really is, before it has runs: its membership knows no other, and it would take the runs of one
/// for orphans.
/// </summary>
internal sealed class DatabaseHold(IOptions<RecoveryOptions> options, IOptions<PostgresStorageOptions> storage, ILogger<DatabaseHold> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly DatabaseUse _use = new(storage.Value.ConnectionString, options.Value.SingleSilo);
    private Task _keeping = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>False while it is not known that no other silo may have the database; this one then takes over nothing.</summary>
    public bool IsHeld => _use.IsHeld;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(DatabaseHold), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    public void Dispose()
    {
        // The container knows it under two names, and disposes it for each.
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // A predecessor that was killed at this moment holds it until the server has noticed.
        for (var since = TimeProvider.System.GetTimestamp(); !await _use.HoldAsync(cancellationToken); await Task.Delay(Pause, cancellationToken))
        {
            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException(
                    $"Another RayFlow uses database '{_use.Database}', and one of the two is configured to be alone. Stop the other one, or set RayFlow:Cluster:Mode to postgres for both.");
            }
        }

        _keeping = Task.Run(() => KeepAsync(_stopping.Token), CancellationToken.None);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _keeping.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _use.DisposeAsync();
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var wasHeld = _use.IsHeld;
                if (!await _use.HoldAsync(stopping) && wasHeld)
                {
                    logger.DatabaseNotAlone();
                }
            }
            catch (Exception away) when (away is not OutOfMemoryException)
            {
                logger.RecoveryWaits(away.Message); // storage says that the database is away
            }
        }
    }
}
