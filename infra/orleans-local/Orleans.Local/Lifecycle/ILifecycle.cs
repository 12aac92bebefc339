namespace Orleans;

/// <summary>Takes part in a stage of a lifecycle.</summary>
public interface ILifecycleObserver
{
    /// <summary>Called when the stage starts. A failure ends the start.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Called when the stage stops, in reverse order.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}

/// <summary>A lifecycle that can be taken part in. Stages start in ascending and stop in descending order.</summary>
public interface ILifecycleObservable
{
    /// <summary>Adds an observer to a stage, until the answer is disposed.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

/// <summary>A component that takes part in a lifecycle once it is registered as a service.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Adds its observers.</summary>
    void Participate(TLifecycleObservable lifecycle);
}

/// <summary>A lifecycle together with what starts and stops it.</summary>
public interface ILifecycleSubject : ILifecycleObservable, ILifecycleObserver;
