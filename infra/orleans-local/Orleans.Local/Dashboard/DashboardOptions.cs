namespace Orleans.Dashboard;

/// <summary>Options of Orleans' dashboard; without effect in this runtime.</summary>
public sealed class DashboardOptions
{
    /// <summary>Whether the live log is disabled.</summary>
    public bool HideTrace { get; set; }

    /// <summary>Milliseconds between samples.</summary>
    public int CounterUpdateIntervalMs { get; set; } = 1000;

    /// <summary>How many samples are kept.</summary>
    public int HistoryLength { get; set; } = 100;
}
