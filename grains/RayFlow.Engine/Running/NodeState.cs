namespace RayFlow.Engine.Running;

/// <summary>Where a node instance is in its life. From <see cref="Completed"/> on it is settled.</summary>
public enum NodeState : byte
{
    /// <summary>Its exec edges are not settled yet.</summary>
    Idle,

    /// <summary>It fires as soon as it is its turn.</summary>
    Ready,

    /// <summary>It has fired and waits for what it reads.</summary>
    Preparing,

    /// <summary>An attempt runs in its node grain, or a child run does.</summary>
    Running,

    /// <summary>An attempt failed; the next waits for its timer.</summary>
    Retrying,

    /// <summary>It waits for a timer or a signal.</summary>
    Waiting,

    /// <summary>A loop or a try whose regions run, or a sequence whose branches do.</summary>
    Steering,

    /// <summary>It completed.</summary>
    Completed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>All its exec edges are dead.</summary>
    Skipped,

    /// <summary>It was ended from outside.</summary>
    Cancelled,
}
