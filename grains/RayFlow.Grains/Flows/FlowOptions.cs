namespace RayFlow.Grains.Flows;

/// <summary>How flows are kept in memory. Section <c>RayFlow:Flows</c> of the configuration.</summary>
public sealed class FlowOptions
{
    /// <summary>
    /// How much memory compiled flows may take on a silo, in bytes, as far as their documents tell; default 256 MiB. The least recently used are forgotten
    /// and compiled again when they are needed. The flows of runs in memory are kept by these beside.
    /// </summary>
    public long CacheBytes { get; set; } = 256 * 1024 * 1024;
}
