namespace RayFlow.Grains.Runs;

/// <summary>What holds a run in memory: an activation of its grain, or the simulation's model of one.</summary>
internal interface IRunHost
{
    /// <summary>The run is in memory as a whole: its loop begins.</summary>
    void Enter();

    /// <summary>The run has something to do: it stays, although nothing may call it for hours.</summary>
    void Stay();

    /// <summary>The run rests. Its loop is to be woken at a time; null: only by what comes in.</summary>
    void Rest(DateTimeOffset? wakeAt);

    /// <summary>The run has nothing to do here, or cannot go on here: the next activation starts from what is committed.</summary>
    void Leave();
}
