using Microsoft.Extensions.Logging;

namespace RayFlow.Grains.Recovery;

/// <summary>Keeps runs going from when the silo is a member of the cluster until it leaves, and then lets go what leaves its memory.</summary>
internal sealed class RunRecovery(OwnedRuns runs, ILogger<RunRecovery> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _left = new();
    private Task _running = Task.CompletedTask;
    private Task _leaving = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(RunRecovery), ServiceLifecycleStage.Active, StartAsync, StopAsync);

        // Between the two the silo deactivates its grains.
        lifecycle.Subscribe(nameof(RunRecovery), ServiceLifecycleStage.ApplicationServices, static _ => Task.CompletedTask, LeaveAsync);
    }

    public void Dispose()
    {
        // A host that is disposed without having been stopped has no database any more.
        _stopping.Cancel();
        _left.Cancel();
        _stopping.Dispose();
        _left.Dispose();
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => runs.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await WaitAsync(_running, cancellationToken);
        _leaving = Task.Run(() => runs.LeaveAsync(_left.Token), CancellationToken.None);
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _left.CancelAsync();
        await WaitAsync(_leaving, cancellationToken);
    }

    /// <summary>What does not end in time is left: other silos take over all that was this one's.</summary>
    private async Task WaitAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.RecoveryFailed(failure);
        }
    }
}
