namespace RayFlow.Grains.Recovery;

/// <summary>Where a run is that the <see cref="WakeQueue"/> remembers.</summary>
internal enum WakePlace
{
    Nowhere,
    Queued,
    Waking,
}

/// <summary>What the <see cref="WakeQueue"/> remembers of a run, under its lock.</summary>
internal sealed class WakeEntry(string runId)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>32 hexadecimal digits.</summary>
    public string RunId => runId;

    public WakePlace Place { get; set; }

    /// <summary>How often it could not go on since it last made progress, by a fault of its own.</summary>
    public int Failures { get; set; }

    /// <summary>How often it could not go on, for whatever reason.</summary>
    public int Pauses { get; private set; }

    /// <summary>Whether it could not go on while it was being woken.</summary>
    public bool Fell { get; set; }

    /// <summary>Whether it is queued and was not woken before.</summary>
    public bool IsFresh { get; set; }

    /// <summary>Why it could not go on the last time, if that is known.</summary>
    public string? Reason { get; set; }

    public long TouchedAt { get; set; }

    /// <summary>It has got on: what failed before is forgotten.</summary>
    public void Progress() => (Failures, Pauses, Fell) = (0, 0, false);

    /// <summary>It could not go on once more.</summary>
    /// <returns>How long it is left alone.</returns>
    public TimeSpan Fail(bool isOwnFault, string? reason)
    {
        Fell = false;
        Reason = reason ?? Reason;
        Failures += isOwnFault ? 1 : 0;
        Pauses++;
        return TimeSpan.FromSeconds(Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Pauses - 1), LongestPause.TotalSeconds));
    }
}
