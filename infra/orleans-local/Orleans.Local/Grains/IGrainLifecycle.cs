namespace Orleans.Runtime;

/// <summary>The stages of an activation's life; see <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable;
