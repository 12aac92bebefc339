namespace Orleans;

/// <summary>A component that takes part in a lifecycle once it is registered as a service.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Adds its observers.</summary>
    void Participate(TLifecycleObservable lifecycle);
}
