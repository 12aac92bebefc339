namespace RayFlow.Silo.Hosting;

/// <summary>Starts the embedded database again if it ends by itself.</summary>
internal sealed class DatabaseKeeper(Database database, ILogger<DatabaseKeeper> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.Server is { } server ? server.KeepRunningAsync(() => logger.DatabaseRestarted(), stoppingToken) : Task.CompletedTask;
}
