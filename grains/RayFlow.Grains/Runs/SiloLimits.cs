namespace RayFlow.Grains.Runs;

/// <summary>What a silo takes at once. Section <c>RayFlow:Limits</c> of the configuration.</summary>
public sealed class SiloLimits
{
    /// <summary>Runs in memory beyond which a silo refuses further ones (429 <c>busy</c>) instead of slowing down those that it has; default 50,000.</summary>
    public int RunsInFlight { get; set; } = 50_000;
}
