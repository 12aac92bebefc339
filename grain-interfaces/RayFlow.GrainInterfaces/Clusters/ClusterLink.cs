namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>This process's way to the cluster: always there in a silo; in a gateway it comes and goes with the silos. Safe for concurrent use.</summary>
public sealed class ClusterLink
{
    private volatile string? _absence;

    /// <summary>Why no silo can be asked anything, in words for people; null if one can.</summary>
    public string? Absence => _absence;

    /// <summary>No silo can be asked anything from now on.</summary>
    /// <param name="reason">Why, and what helps.</param>
    public void Lose(string reason) => _absence = reason;

    /// <summary>A silo answers.</summary>
    public void Find() => _absence = null;
}
