namespace RayFlow.Engine.Moments;

/// <summary>Where a run is in its life at one of its moments.</summary>
public enum RunStage : byte
{
    /// <summary>Something runs, or is about to.</summary>
    Running,

    /// <summary>Nothing runs until a timer, a signal or a child run.</summary>
    Waiting,

    /// <summary>No new node starts.</summary>
    Paused,

    /// <summary>Ended at a RETURN.</summary>
    Completed,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended by a request.</summary>
    Cancelled,
}
