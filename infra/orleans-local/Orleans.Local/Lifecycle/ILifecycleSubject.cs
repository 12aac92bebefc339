namespace Orleans;

/// <summary>A lifecycle together with what starts and stops it.</summary>
public interface ILifecycleSubject : ILifecycleObservable, ILifecycleObserver;
