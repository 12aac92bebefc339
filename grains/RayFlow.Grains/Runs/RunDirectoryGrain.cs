using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Storage;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Lists runs from the index, and tells of ended ones without waking them.</summary>
[StatelessWorker]
internal sealed class RunDirectoryGrain(RunIndex index, ClosedRuns closed, StorageHealth health, ILogger<RunDirectoryGrain> logger) : Grain, IRunDirectoryGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var status = query.Status is { } wanted ? StatusText.Of(wanted) : null;
        var page = await index.ListAsync(query.Flow, status, query.Since, query.ParentRunId, query.Cursor, Math.Clamp(query.Limit, 1, 1000), cancellationToken);
        return new RunPage([.. page.Items.Select(RunSummaries.Of)], page.NextCursor);
    }

    public Task<RunSummary?> FindEndedAsync(string runId, CancellationToken cancellationToken) => closed.FindAsync(runId, cancellationToken);

    public async Task<CommandResult> TerminateAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            return await GrainFactory.GetGrain<IWorkflowGrain>(runId).CommandAsync(RunCommand.Terminate, cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or StorageUnavailableException or GrainInterfaces.Failures.StorageUnavailableException) && !cancellationToken.IsCancellationRequested)
        {
            if (await closed.FindAsync(runId, cancellationToken) is { } ended)
            {
                return new CommandResult(ended, RunCommands.Refusal(RunCommand.Terminate, ended, isInMemory: false));
            }

            logger.TerminatedFromIndex(runId, failure.Message);
            return new CommandResult(await closed.TerminateAsync(runId, RunCommands.TerminationReason, cancellationToken));
        }
    }

    public async Task<string?> CheckDatabaseAsync(CancellationToken cancellationToken) =>
        // Runs are refused until the outage is known to be over, which takes a moment longer than the first answer.
        await health.CheckAsync(cancellationToken) ?? health.Reason;
}
