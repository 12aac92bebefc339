namespace RayFlow.Grains.Recovery;

/// <summary>How long ended runs are kept. Section <c>RayFlow:Retention</c> of the configuration.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days after which an ended run is deleted with its history; 0 or less: never. Default 30.</summary>
    public double Days { get; set; } = 30;

    /// <summary>Runs per batch; default 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>Seconds between two looks at the index; default 300.</summary>
    public double PeriodSeconds { get; set; } = 300;
}
