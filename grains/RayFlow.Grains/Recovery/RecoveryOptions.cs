namespace RayFlow.Grains.Recovery;

/// <summary>How runs are kept going. Section <c>RayFlow:Recovery</c> of the configuration.</summary>
public sealed class RecoveryOptions
{
    /// <summary>Seconds between two rounds, and between two heartbeats, at most 3; default 1. A fifth of the heartbeat timeout or less.</summary>
    public double PeriodSeconds { get; set; } = 1;

    /// <summary>Runs that are taken over or woken at once; default 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>Runs that are woken at the same time; default 32.</summary>
    public int Parallelism { get; set; } = 32;

    /// <summary>The cluster is this silo alone, so that another's runs are its own predecessor's and can be taken over at once; default false.</summary>
    public bool SingleSilo { get; set; }
}
