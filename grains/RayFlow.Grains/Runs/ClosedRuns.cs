using Microsoft.Extensions.Logging;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Storage;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Runs that are told of by their row in the index alone: those that have ended, and those that cannot be replayed here.</summary>
internal sealed class ClosedRuns(RunIndex index, StoredValues values, TimeProvider time, ILogger<ClosedRuns> logger)
{
    /// <summary>An ended run of which nobody has to be told; null for any other.</summary>
    public async Task<RunSummary?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        if (await index.GetAsync(runId, cancellationToken) is not { EndedAt: not null, Owner: null } row || row.Summary.IsEmpty)
        {
            return null;
        }

        try
        {
            return await RunSummaries.OfEndedAsync(row, values, cancellationToken);
        }
        catch (InvalidDataException) when (!cancellationToken.IsCancellationRequested)
        {
            // Between the row and its values the run may have been deleted, which is as if we had asked later.
            if (await index.GetAsync(runId, cancellationToken) is null)
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Whether nothing can be waited for any more by a run: there is none, or it has ended and nobody has to be told.</summary>
    public async Task<bool> IsOverAsync(string runId, CancellationToken cancellationToken) =>
        await index.GetAsync(runId, cancellationToken) is null or { EndedAt: not null, Owner: null };

    /// <summary>Whether a failure to bring a run into memory lies in the run, and so will be the same at the next try.</summary>
    public static bool IsUnreadable(Exception failure) => failure is not (StorageUnavailableException or OperationCanceledException or OutOfMemoryException);

    /// <summary>
    /// The summary of a run that cannot be replayed here: it waits, says why, can be ended, and goes on when a silo can replay it. Its row is left
    /// as it is, so that every start of a silo tries again.
    /// </summary>
    public async Task<RunSummary?> SuspendAsync(string runId, Exception failure, CancellationToken cancellationToken)
    {
        logger.RunSuspended(runId, failure.Message, failure);
        if (await index.GetAsync(runId, cancellationToken) is not { } row)
        {
            return null;
        }

        IReadOnlyList<RunWait> waits = failure switch
        {
            NodeTypesChangedException changed => [.. changed.Changes.Select(change => new RunWait("node_type", "", "", change.Type, Reason: $"The node type {change.What}. Put it back as it was, or terminate the run."))],
            NondeterminismException different => [new RunWait("nondeterminism", different.NodeId ?? "", different.Frame ?? "", different.Kind, Reason: different.Message)],
            _ => [new RunWait("journal", "", "", "", Reason: failure.Message)],
        };
        return RunSummaries.Of(row) with { Status = RunStatus.Waiting, WaitingFor = waits };
    }

    /// <summary>Ends a run from the index alone, whatever its journal says; an activation that has it in memory loses it.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run as it is then; null if there is none.</returns>
    public async Task<RunSummary?> TerminateAsync(string runId, string reason, CancellationToken cancellationToken)
    {
        if (await index.GetAsync(runId, cancellationToken) is not { } row)
        {
            return null;
        }

        var now = Moment.Now(time);
        var summary = RunSummaries.Of(row) with
        {
            Status = RunStatus.Cancelled,
            EndedAt = now,
            Error = new RunError("terminated", reason),
            Statistics = new RunStatistics((now - row.StartedAt).TotalSeconds, 0, 0, new Dictionary<string, double>(), []),
        };
        var entry = JournalEncoder.Encode(new RunTerminated { At = now, Reason = reason });
        await index.TerminateAsync(runId, entry, now, SummaryCodec.Encode(summary, new LargeValues(int.MaxValue)), cancellationToken);
        return await index.GetAsync(runId, cancellationToken) is { } ended ? await RunSummaries.OfEndedAsync(ended, values, cancellationToken) : null;
    }
}
