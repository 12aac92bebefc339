namespace RayFlow.Grains.Nodes;

/// <summary>
/// Nodes of users and plug-ins that are evaluated in the turn of their run. Section <c>RayFlow:Nodes</c>. Read at start; a change needs a restart.
/// </summary>
public sealed class LightNodeOptions
{
    /// <summary>How long one evaluation may take before it is given up and its run fails with <c>node_too_slow</c>. Default: 1.</summary>
    public double LightSeconds { get; set; } = 1;

    /// <summary>How many evaluations that were given up may go on before nodes of their types are not evaluated any more. Default: 16.</summary>
    public int LightMaxStuck { get; set; } = 16;
}
