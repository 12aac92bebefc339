namespace RayFlow.Grains.Runs;

/// <summary>
/// What a run hands over may arrive late: its receiver stood still, or the network held it back. By then the run may have gone on without it, and
/// whoever gets it asks the run before beginning.
/// </summary>
internal static class HandOver
{
    /// <summary>Two machines' clocks may differ by so much; what is older by more is asked for, and so is what seems to come from the future.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time of what is handed over again: late wherever it arrives. Several of it may be on their way, and the last to arrive come after the
    /// outcome of the first.
    /// </summary>
    public static readonly DateTimeOffset Again = DateTimeOffset.MinValue;

    /// <summary>Whether something was handed over a while ago.</summary>
    /// <param name="handedAt">When, UTC by the sender's clock; null: it does not say, and counts as fresh.</param>
    /// <param name="time">The receiver's clock.</param>
    public static bool IsLate(DateTimeOffset? handedAt, TimeProvider time) => handedAt is { } at && (time.GetUtcNow() - at).Duration() > Fresh;
}
