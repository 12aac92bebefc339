namespace RayFlow.Engine.Running;

/// <summary>What a run may not exceed. Some of it decides which frames open, so a run keeps the limits that it started with.</summary>
public sealed record RunLimits
{
    /// <summary>The rules of this version, see <see cref="Rules"/>.</summary>
    private const int CurrentRules = 2;

    /// <summary>What runs were held to whose journals do not say it.</summary>
    public static RunLimits Unrecorded { get; } = new RunLimits().UnderRules(0);

    /// <summary>
    /// Under which of the engine's rules the run started; where later ones decide otherwise, it goes on under these. 0: before this was recorded.
    /// 1: <c>policy.timeout_seconds</c> holds for delays and waits for signals. 2: a signal that is refused leaves nothing behind, and there are limits
    /// for bytes, for remembered ids and for steps.
    /// </summary>
    public int Rules { get; private init; } = CurrentRules;

    /// <summary>Turns of one loop; default 10,000,000. Beyond: the loop fails with <c>loop_limit</c>.</summary>
    public long MaxLoopTurns { get; init; } = 10_000_000;

    /// <summary>Turns of one loop that run at once where <c>CONCURRENCY</c> is 0; default 1,000.</summary>
    public int MaxParallelTurns { get; init; } = 1_000;

    /// <summary>Regions inside regions, and so frames inside frames; default 256.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Signals that wait to be consumed; default 10,000. Beyond: a signal that nothing waits for is refused.</summary>
    public int MaxSignals { get; init; } = 10_000;

    /// <summary>Bytes in memory, about, of the signals that wait to be consumed; default 64 MiB. Beyond: a signal that nothing waits for is refused.</summary>
    public long MaxSignalBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Ids of signals that a run remembers, the newest; default 10,000. A signal whose id was forgotten meanwhile is taken again.</summary>
    public int MaxSignalIds { get; init; } = 10_000;

    /// <summary>
    /// Bytes in memory, about, of all that a run holds: outputs and inputs of nodes in open frames, what loops collect, variables, kept signals;
    /// default 512 MiB. A value that is held in several places counts once. Beyond, by an eighth at most: the run fails with <c>run_too_large</c>.
    /// </summary>
    public long MaxStateBytes { get; init; } = 512 * 1024 * 1024;

    /// <summary>Bytes of a run's journal with its large values; default 1 GiB. Beyond: the run fails with <c>run_too_large</c>.</summary>
    public long MaxJournalBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>
    /// Steps that a run takes without an event from outside; default 100,000,000. Values that are computed count as one more for every 256 characters.
    /// Beyond: the run fails with <c>step_limit</c>.
    /// </summary>
    public long MaxStepsBetweenEvents { get; init; } = 100_000_000;

    /// <summary>The same limits for a run that started under these rules; those that its rules do not know are none.</summary>
    public RunLimits UnderRules(int rules) => rules >= 2
        ? this with { Rules = rules }
        : this with
        {
            Rules = rules,
            MaxSignalBytes = long.MaxValue,
            MaxSignalIds = int.MaxValue,
            MaxStateBytes = long.MaxValue,
            MaxJournalBytes = long.MaxValue,
            MaxStepsBetweenEvents = long.MaxValue,
        };
}
