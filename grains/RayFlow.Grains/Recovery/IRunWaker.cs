namespace RayFlow.Grains.Recovery;

/// <summary>Brings runs into memory, wherever that is.</summary>
internal interface IRunWaker
{
    /// <summary>Whether runs can be woken at all: not while the database is known to be away.</summary>
    bool IsOpen { get; }

    /// <summary>Whether a run is in this silo's memory.</summary>
    bool Has(string runId);

    /// <summary>Wakes a run; completes when it goes on, or waits for what has not come yet.</summary>
    Task WakeAsync(string runId);

    /// <summary>Whether a failure to wake a run lies in the run: not if it could not be reached, or not be read at the moment.</summary>
    bool IsRunsOwn(Exception failure);
}
