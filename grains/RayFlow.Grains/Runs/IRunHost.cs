namespace RayFlow.Grains.Runs;

/// <summary>The activation that a run lives in, as its pump needs it.</summary>
internal interface IRunHost
{
    /// <summary>The run goes on: nothing calls it while it waits for a commit or for a node that takes hours, and it stays all the same.</summary>
    void Stay();

    /// <summary>There is nothing to do for now.</summary>
    void Rest();

    /// <summary>This activation can go on no more; another one starts from what is committed.</summary>
    void GiveUp();
}
