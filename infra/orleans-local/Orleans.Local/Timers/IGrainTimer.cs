namespace Orleans.Runtime;

/// <summary>A timer of a grain. Disposing it ends it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the next tick and the period anew; <see cref="Timeout.InfiniteTimeSpan"/> means never.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
