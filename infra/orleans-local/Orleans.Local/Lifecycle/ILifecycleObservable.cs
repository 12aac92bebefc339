namespace Orleans;

/// <summary>A lifecycle that can be taken part in. Stages start in ascending and stop in descending order.</summary>
public interface ILifecycleObservable
{
    /// <summary>Adds an observer to a stage, until the answer is disposed.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
