namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>Whether this process has been asked to end. It still answers what it is asked, but nothing new should be sent to it. Safe for concurrent use.</summary>
public sealed class Departure
{
    private volatile bool _hasBegun;

    /// <summary>Whether it has been.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>It has been asked to end.</summary>
    public void Begin() => _hasBegun = true;
}
