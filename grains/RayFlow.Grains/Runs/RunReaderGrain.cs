using RayFlow.GrainInterfaces.Runs;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>Tells of the past of runs from their journals, beside the runs: whoever reads takes nothing from a run's own turns, and wakes none.</summary>
[StatelessWorker]
internal sealed class RunReaderGrain(RunFolds folds, RunJournals journals, FlowDocuments documents) : Grain, IRunReaderGrain
{
    public Task<HistoryPage?> ReadHistoryAsync(string runId, HistoryQuery query, CancellationToken cancellationToken) => folds.HistoryAsync(runId, query, cancellationToken);

    public Task<TimelinePage?> ReadEventsAsync(string runId, long after, int limit, CancellationToken cancellationToken) =>
        folds.EventsAsync(runId, after, Math.Clamp(limit, 1, 10_000), cancellationToken);

    public Task<MomentAnswer?> ReadMomentAsync(string runId, MomentQuery query, CancellationToken cancellationToken) => folds.MomentAsync(runId, query, cancellationToken);

    public Task<ExplainAnswer?> ExplainAsync(string runId, ExplainQuery query, CancellationToken cancellationToken) => folds.ExplainAsync(runId, query, cancellationToken);

    public async Task<byte[]?> ReadFlowAsync(string runId, CancellationToken cancellationToken)
    {
        await foreach (var entry in journals.ReadAsync(runId, 1, cancellationToken))
        {
            return await documents.GetAsync(HeaderCodec.Decode(entry.Payload.Span).FlowHash, cancellationToken);
        }

        return null;
    }
}
