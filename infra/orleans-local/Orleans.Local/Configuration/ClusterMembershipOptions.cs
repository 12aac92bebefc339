namespace Orleans.Configuration;

/// <summary>How silos notice that another one has died. Kept for those who set it: a process of its own has no other silo to watch.</summary>
public class ClusterMembershipOptions
{
    private TimeSpan? _maxProbeTimeout;

    /// <summary>How long a silo may take to answer a probe at first, and the time between two probes.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that this time may become; four times as much by default.</summary>
    public TimeSpan MaxProbeTimeout
    {
        get => _maxProbeTimeout ?? ProbeTimeout * 4;
        set => _maxProbeTimeout = value;
    }

    /// <summary>How many silos must suspect another one before it counts as dead.</summary>
    public int NumVotesForDeathDeclaration { get; set; } = 2;

    /// <summary>Probes without an answer after which a silo is suspected.</summary>
    public int NumMissedProbesLimit { get; set; } = 3;

    /// <summary>How often a silo says in the table that it lives.</summary>
    public TimeSpan IAmAliveTablePublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many of these may be missing before a silo's entry counts for nothing.</summary>
    public int NumMissedTableIAmAliveLimit { get; set; } = 3;

    /// <summary>How often the table is read.</summary>
    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
