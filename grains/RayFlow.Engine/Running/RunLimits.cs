namespace RayFlow.Engine.Running;

/// <summary>What a run may not exceed. Some of it decides which frames open, so a run keeps the limits that it started with.</summary>
public sealed record RunLimits
{
    /// <summary>The rules of this version, see <see cref="Rules"/>.</summary>
    private const int CurrentRules = 1;

    /// <summary>What runs were held to whose journals do not say it.</summary>
    public static RunLimits Unrecorded { get; } = new RunLimits().UnderRules(0);

    /// <summary>
    /// Under which of the engine's rules the run started; where later ones decide otherwise, it goes on under these. 0: before this was recorded.
    /// 1: <c>policy.timeout_seconds</c> holds for delays and waits for signals.
    /// </summary>
    public int Rules { get; private init; } = CurrentRules;

    /// <summary>Turns of one loop; default 10,000,000. Beyond: the loop fails with <c>loop_limit</c>.</summary>
    public long MaxLoopTurns { get; init; } = 10_000_000;

    /// <summary>Turns of one loop that run at once where <c>CONCURRENCY</c> is 0; default 1,000.</summary>
    public int MaxParallelTurns { get; init; } = 1_000;

    /// <summary>Regions inside regions, and so frames inside frames; default 256.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Signals that wait to be consumed; default 10,000. Beyond: the oldest of that name is kept, the new one refused.</summary>
    public int MaxSignals { get; init; } = 10_000;

    /// <summary>The same limits for a run that started under these rules.</summary>
    public RunLimits UnderRules(int rules) => this with { Rules = rules };
}
