namespace RayFlow.Grains.Recovery;

/// <summary>How runs are kept going. Section <c>RayFlow:Recovery</c> of the configuration.</summary>
public sealed class RecoveryOptions
{
    /// <summary>Seconds between two looks for what is due and for runs of silos that are gone, above 0 and at most 3; default 1. A change in the cluster is looked at at once.</summary>
    public double PeriodSeconds { get; set; } = 1;

    /// <summary>
    /// Seconds between two looks whether what this silo has by the index is in its memory, above 0; default 60. It is not after a failover of the
    /// database that has lost the last commits.
    /// </summary>
    public double ReviewSeconds { get; set; } = 60;

    /// <summary>Runs that are taken over or found to be due at once, 1 to 10,000; default 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>Runs that are woken at the same time; default 32.</summary>
    public int Parallelism { get; set; } = 32;

    /// <summary>A run that was taken over more often, or could not go on as often, without getting on is parked: it rests until it is retried, resumed or ended. 1 to 1,000; default 10.</summary>
    public int MaxTakeovers { get; set; } = 10;

    /// <summary>The cluster is this silo alone; default false. A second silo on the same database then refuses to start.</summary>
    public bool SingleSilo { get; set; }
}
