namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>Where a silo is in its life. Names and numbers are a part of the contract.</summary>
public enum SiloState
{
    /// <summary>It starts, and has no runs yet.</summary>
    Joining = 0,

    /// <summary>It works.</summary>
    Active = 1,

    /// <summary>It hands its runs over and ends.</summary>
    Leaving = 2,
}
