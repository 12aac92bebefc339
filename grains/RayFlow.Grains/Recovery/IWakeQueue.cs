namespace RayFlow.Grains.Recovery;

/// <summary>Takes runs of this silo that could not go on; each is woken again, later every time that it fails.</summary>
internal interface IWakeQueue
{
    /// <summary>Adds a run.</summary>
    void Add(string runId);

    /// <summary>The run has made progress: its next failure is its first.</summary>
    void Progress(string runId);
}
