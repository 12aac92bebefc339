using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Values;
using RayFlow.Storage;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Lists runs from the index, and tells of ended ones without waking them.</summary>
[StatelessWorker]
internal sealed class RunDirectoryGrain(RunIndex index, StoredValues values, StorageHealth health) : Grain, IRunDirectoryGrain
{
    public async Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var status = query.Status is { } wanted ? StatusText.Of(wanted) : null;
        var page = await index.ListAsync(query.Flow, status, query.Since, query.ParentRunId, query.Cursor, Math.Clamp(query.Limit, 1, 1000), cancellationToken);
        return new RunPage([.. page.Items.Select(RunSummaries.Of)], page.NextCursor);
    }

    public async Task<RunSummary?> FindEndedAsync(string runId, CancellationToken cancellationToken)
    {
        if (await index.GetAsync(runId, cancellationToken) is not { EndedAt: not null } row || row.Summary.IsEmpty)
        {
            return null;
        }

        try
        {
            return await RunSummaries.OfEndedAsync(row, values, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // Between the row and its values the run may have been deleted, which is as if we had asked later.
            if (await index.GetAsync(runId, cancellationToken) is null)
            {
                return null;
            }

            throw;
        }
    }

    public async Task<string?> CheckDatabaseAsync(CancellationToken cancellationToken) =>
        // Runs are refused until the outage is known to be over, which takes a moment longer than the first answer.
        await health.CheckAsync(cancellationToken) ?? health.Reason;
}
