using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer ticks and how it shares the grain with requests.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>With the two times.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of one tick to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with requests and other ticks. They do not by default.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks keep the grain from being collected as idle. They do not by default.</summary>
    public bool KeepAlive { get; init; }
}
