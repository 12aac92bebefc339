namespace RayFlow.Grains.Leaving;

/// <summary>How a silo leaves. Section <c>RayFlow:Silo</c> of the configuration.</summary>
public sealed class DrainOptions
{
    /// <summary>
    /// Seconds between SIGTERM and the end of answers, in which <c>/health/ready</c> says 503 and no new runs are placed here; null (default): 5 in a
    /// cluster, 0 for a silo that is alone, which nobody can stand in for. From 0 to 600.
    /// </summary>
    public double? DrainNoticeSeconds { get; set; }

    /// <summary>
    /// Seconds that node attempts have to finish after the silo's runs have been handed over; default 10. What is not finished then is given up, and
    /// made again by its run elsewhere under the same idempotency key. From 0 to 3,600; supervisors must wait for so long, and 15 more, before they kill.
    /// </summary>
    public double DrainSeconds { get; set; } = 10;
}
