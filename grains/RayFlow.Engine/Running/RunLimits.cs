namespace RayFlow.Engine.Running;

/// <summary>What a run may not exceed. Some of it decides which frames open, so a run keeps the limits that it started with.</summary>
public sealed record RunLimits
{
    /// <summary>What runs were held to whose journals do not say it.</summary>
    public static RunLimits Unrecorded { get; } = new();

    /// <summary>Turns of one loop; default 10,000,000. Beyond: the loop fails with <c>loop_limit</c>.</summary>
    public long MaxLoopTurns { get; init; } = 10_000_000;

    /// <summary>Turns of one loop that run at once where <c>CONCURRENCY</c> is 0; default 1,000.</summary>
    public int MaxParallelTurns { get; init; } = 1_000;

    /// <summary>Regions inside regions, and so frames inside frames; default 256.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Signals that wait to be consumed; default 10,000. Beyond: the oldest of that name is kept, the new one refused.</summary>
    public int MaxSignals { get; init; } = 10_000;
}
