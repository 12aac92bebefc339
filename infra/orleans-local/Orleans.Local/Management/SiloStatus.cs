namespace Orleans.Runtime;

/// <summary>What a silo does.</summary>
[GenerateSerializer]
public enum SiloStatus
{
    /// <summary>Nothing is known of it.</summary>
    None = 0,

    /// <summary>It was created.</summary>
    Created = 1,

    /// <summary>It joins the cluster.</summary>
    Joining = 2,

    /// <summary>It runs.</summary>
    Active = 3,

    /// <summary>It stops.</summary>
    ShuttingDown = 4,

    /// <summary>It stops at once.</summary>
    Stopping = 5,

    /// <summary>It is gone.</summary>
    Dead = 6,
}
