namespace RayFlow.Grains.Recovery;

/// <summary>This start of this silo, as the index names it: a restarted silo is another one.</summary>
internal sealed class SiloIdentity
{
    /// <summary>The machine, the process and a random part.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
}
