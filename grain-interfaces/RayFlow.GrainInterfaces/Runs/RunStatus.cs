namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Where a run is in its life.</summary>
public enum RunStatus
{
    /// <summary>Accepted, nothing has run yet.</summary>
    Pending,

    /// <summary>Something runs.</summary>
    Running,

    /// <summary>Nothing runs until a timer, a signal or a child run.</summary>
    Waiting,

    /// <summary>No new node starts until it is resumed.</summary>
    Paused,

    /// <summary>Ended at a RETURN.</summary>
    Completed,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended by a request.</summary>
    Cancelled,
}
