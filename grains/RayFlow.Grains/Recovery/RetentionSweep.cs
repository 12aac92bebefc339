using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>Deletes runs that ended long ago, and flow documents that nothing refers to any more, batch by batch, with pauses in which others write.</summary>
internal sealed class RetentionSweep(Retention retention, FlowDocuments documents, TimeProvider time, IOptions<RetentionOptions> options, ILogger<RetentionSweep> logger) : BackgroundService
{
    private static readonly TimeSpan DocumentsPeriod = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        if (settings.Days <= 0)
        {
            return;
        }

        var documentsDue = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var deleted = 0L;
            try
            {
                deleted = await retention.DeleteAsync(TimeSpan.FromDays(settings.Days), settings.BatchSize, stoppingToken);
                if (deleted > 0)
                {
                    logger.RunsDeleted(deleted, settings.Days);
                }
                else if (time.GetUtcNow() >= documentsDue)
                {
                    documentsDue = time.GetUtcNow() + DocumentsPeriod;
                    if (await documents.DeleteUnusedAsync(TimeSpan.FromDays(settings.Days), settings.BatchSize, stoppingToken) is > 0 and var unused)
                    {
                        logger.DocumentsDeleted(unused);
                    }
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                logger.RetentionFailed(failure);
            }

            var pause = TimeSpan.FromSeconds(deleted > 0 ? 1 : settings.PeriodSeconds);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
