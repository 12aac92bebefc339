using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Deletes runs that ended long ago, and flow documents that nothing refers to any more, batch by batch. Its calls interleave with that, which may
/// take long after a long pause.
/// </summary>
internal sealed class MaintenanceGrain(
    [PersistentState("maintenance", StorageNames.States)] IPersistentState<MaintenanceState> stored,
    Retention retention,
    FlowDocuments documents,
    TimeProvider time,
    IHostApplicationLifetime host,
    IOptions<RetentionOptions> options,
    ILogger<MaintenanceGrain> logger) : Grain, IMaintenanceGrain
{
    private static readonly TimeSpan DocumentsPeriod = TimeSpan.FromHours(1);

    private IGrainTimer? _timer;

    private TimeSpan Period => TimeSpan.FromSeconds(options.Value.PeriodSeconds);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Days > 0)
        {
            // At the latest after a period: the clock of the silo before may have been ahead.
            var due = stored.State.RunsSweptAt + Period - time.GetUtcNow() ?? TimeSpan.Zero;
            _timer = this.RegisterGrainTimer(
                SweepAsync,
                new GrainTimerCreationOptions { DueTime = due < TimeSpan.Zero ? TimeSpan.Zero : due < Period ? due : Period, Period = Period, Interleave = true, KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    public Task KeepUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<MaintenanceState> GetAsync(CancellationToken cancellationToken) => Task.FromResult(stored.State);

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        // A silo that stops waits for what its grains do: a sweep ends after its batch then.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        try
        {
            await SweepRunsAsync(stopping.Token);
            await SweepDocumentsAsync(stopping.Token);
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // another activation is at work
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (!stopping.IsCancellationRequested)
            {
                logger.RetentionFailed(failure);
            }
        }
    }

    private async Task SweepRunsAsync(CancellationToken cancellationToken)
    {
        var deleted = await retention.DeleteAsync(TimeSpan.FromDays(options.Value.Days), options.Value.BatchSize, cancellationToken);
        if (deleted > 0)
        {
            logger.RunsDeleted(deleted, options.Value.Days);
        }

        (stored.State.RunsSweptAt, stored.State.RunsDeleted) = (time.GetUtcNow(), deleted);
        await stored.WriteStateAsync(cancellationToken);
    }

    private async Task SweepDocumentsAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - stored.State.DocumentsSweptAt < DocumentsPeriod)
        {
            return;
        }

        var deleted = await documents.DeleteUnusedAsync(TimeSpan.FromDays(options.Value.Days), options.Value.BatchSize, cancellationToken);
        if (deleted > 0)
        {
            logger.DocumentsDeleted(deleted);
        }

        (stored.State.DocumentsSweptAt, stored.State.DocumentsDeleted) = (time.GetUtcNow(), deleted);
        await stored.WriteStateAsync(cancellationToken);
    }
}
