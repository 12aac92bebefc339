using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Lists of runs. Key: <see cref="Key"/>. Reads the index table; any silo answers.</summary>
[Alias("rayflow.IRunDirectoryGrain"), Version(1)]
public interface IRunDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>Runs that match, newest first.</summary>
    [ReadOnly, Alias("List")]
    Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>A run that has ended, from its row alone; null if it has not ended or does not exist (then its own grain knows).</summary>
    [ReadOnly, Alias("FindEnded")]
    Task<RunSummary?> FindEndedAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a run at once whatever state it is in: by its grain where that answers, else from the index alone, whatever its journal says. The run
    /// afterwards, or why it was refused: it had ended.
    /// </summary>
    [Alias("Terminate")]
    Task<CommandResult> TerminateAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Whether the database answers; the reason in words if it does not.</summary>
    [ReadOnly, Alias("CheckDatabase")]
    Task<string?> CheckDatabaseAsync(CancellationToken cancellationToken);
}
