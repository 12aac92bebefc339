using Microsoft.Extensions.Logging;
using RayFlow.Engine.Snapshots;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Storage;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Brings a run back into memory: from its newest snapshot and the events since, which takes time in proportion to the run's state; or from its
/// whole journal, which always says all, when the snapshot cannot be used or a retry came after it.
/// </summary>
internal static class RunRestore
{
    /// <summary>The run that was read; null if its start was never committed as a whole.</summary>
    public static async Task<RunSession?> RestoreAsync(string runId, RunJournal journal, RunServices services, ILogger logger, CancellationToken cancellationToken)
    {
        var large = new LargeValues(services.Options.LargeValueBytes);
        if (journal.Snapshot.IsEmpty)
        {
            return await FromJournalAsync(runId, journal, large, services, cancellationToken);
        }

        try
        {
            if (await FromSnapshotAsync(runId, journal, large, services, cancellationToken) is { } session)
            {
                return session;
            }
        }
        catch (Exception unusable) when (unusable is not (OutOfMemoryException or OperationCanceledException or StorageUnavailableException))
        {
            // Whatever is wrong with it: it saves time and nothing else.
            logger.SnapshotLeftAside(runId, unusable.Message, unusable);
        }

        var record = await services.Journals.ReadAsync(runId, cancellationToken, large);
        var flow = await services.Flows.LoadAsync(record!.Header.FlowHash, cancellationToken);
        return RunSession.Restore(record.Header, flow, record.Events, large, services, needsSnapshot: true);
    }

    private static async Task<RunSession?> FromJournalAsync(string runId, RunJournal journal, LargeValues large, RunServices services, CancellationToken cancellationToken)
    {
        var header = JournalDecoder.DecodeHeader(journal.Entries[0].Span);
        var flow = await services.Flows.LoadAsync(header.FlowHash, cancellationToken);
        var events = await services.Journals.DecodeAsync(runId, [.. journal.Entries.Skip(1).Select(entry => JournalDecoder.Parse(entry.Span))], large, cancellationToken);
        return events.Count == 0 ? null : RunSession.Restore(header, flow, events, large, services);
    }

    /// <summary>Null if a retry came after the snapshot: it takes back what the snapshot has.</summary>
    private static async Task<RunSession?> FromSnapshotAsync(string runId, RunJournal journal, LargeValues large, RunServices services, CancellationToken cancellationToken)
    {
        var snapshot = RunSnapshot.Open(journal.Snapshot);
        var saved = SessionSnapshot.Decode(snapshot.Attachment.Span);
        var flow = await services.Flows.LoadAsync(saved.Header.FlowHash, cancellationToken);
        var entries = journal.Entries.Select(entry => JournalDecoder.Parse(entry.Span)).ToList();
        var values = await services.Values.ReadAsync(runId, [.. snapshot.Apart, .. entries.SelectMany(ApartFields.Of)], large, cancellationToken);
        var events = entries.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, values)));
        return events.Exists(static @event => @event is RetryRequested)
            ? null
            : RunSession.Restore(saved, flow, observer => snapshot.Read(flow.Graph, services.Options.Limits, observer, [.. snapshot.Apart.Select(reference => values[reference])]), events, large, services);
    }
}
