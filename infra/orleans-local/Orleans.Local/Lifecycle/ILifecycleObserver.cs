namespace Orleans;

/// <summary>Takes part in a stage of a lifecycle.</summary>
public interface ILifecycleObserver
{
    /// <summary>Called when the stage starts. A failure ends the start.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Called when the stage stops, in reverse order.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}
