using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Storage;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Brings a run back into memory: from its newest snapshot and the events since, which takes time in proportion to the run's state; or from its
/// whole journal, which always says all, when the snapshot cannot be used or a retry came after it.
/// </summary>
internal sealed class RunOpener(
    JournalReader journals, StoredValues values, CompiledFlows flows, IOptions<RunOptions> options, TimeProvider time, ILogger<RunOpener> logger)
{
    /// <summary>The run that was read with its grain, with every step taken that follows; null if its start was never committed as a whole.</summary>
    /// <exception cref="NondeterminismException">A replay comes out otherwise than the run did.</exception>
    /// <exception cref="NodeTypesChangedException">It needs node types that this silo does not have, or has otherwise.</exception>
    public async Task<RunSession?> OpenAsync(string runId, RunJournal journal, CancellationToken cancellationToken)
    {
        var large = new LargeValues(options.Value.LargeValueBytes);
        var session = journal.Snapshot.IsEmpty
            ? await FromEntriesAsync(runId, journal, large, cancellationToken)
            : await TryFromSnapshotAsync(runId, journal, large, cancellationToken) ?? await FromJournalAsync(runId, large, needsSnapshot: true, cancellationToken);
        session?.Settle();
        return session;
    }

    /// <summary>A run that is in memory, read anew from its whole journal.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="hasSnapshot">Whether it has a snapshot, which does not hold any more.</param>
    /// <param name="until">After so many steps in all, none that follow are taken: the engine failed at a later one. Null: all are.</param>
    public async Task<RunSession> ReopenAsync(string runId, bool hasSnapshot, long? until)
    {
        var session = await FromJournalAsync(runId, new LargeValues(options.Value.LargeValueBytes), hasSnapshot, CancellationToken.None);
        session.Settle(until);
        return session;
    }

    private async Task<RunSession?> TryFromSnapshotAsync(string runId, RunJournal journal, LargeValues large, CancellationToken cancellationToken)
    {
        try
        {
            return await FromSnapshotAsync(runId, journal, large, cancellationToken);
        }
        catch (Exception unusable) when (unusable is not (OutOfMemoryException or OperationCanceledException or StorageUnavailableException or NodeTypesChangedException))
        {
            // Whatever is wrong with it: it saves time and nothing else.
            logger.SnapshotLeftAside(runId, unusable.Message, unusable);
            return null;
        }
    }

    private async Task<RunSession> FromJournalAsync(string runId, LargeValues large, bool needsSnapshot, CancellationToken cancellationToken)
    {
        var record = await journals.ReadAsync(runId, large, cancellationToken)
            ?? throw new InvalidDataException($"The journal of run '{runId}' is gone. It was deleted while the run was in memory.");
        var flow = await flows.LoadAsync(record.Header, cancellationToken);
        return RunSession.Restore(record, flow, large, needsSnapshot, options.Value, time);
    }

    private async Task<RunSession?> FromEntriesAsync(string runId, RunJournal journal, LargeValues large, CancellationToken cancellationToken)
    {
        var header = HeaderCodec.Decode(journal.Entries[0].Span);
        var events = await journals.DecodeAsync(runId, [.. journal.Entries.Skip(1).Select(entry => JournalDecoder.Parse(entry.Span))], large, cancellationToken);
        if (events.Count == 0)
        {
            return null;
        }

        var record = await journals.WithPastAsync(new RunRecord(header, events, Bytes(journal)), cancellationToken);
        return RunSession.Restore(record, await flows.LoadAsync(header, cancellationToken), large, needsSnapshot: false, options.Value, time);
    }

    /// <summary>Null if a retry came after the snapshot: it takes back what the snapshot has.</summary>
    private async Task<RunSession?> FromSnapshotAsync(string runId, RunJournal journal, LargeValues large, CancellationToken cancellationToken)
    {
        var snapshot = RunSnapshot.Open(journal.Snapshot);
        var saved = SessionSnapshot.Decode(snapshot.Attachment.Span);
        var flow = await flows.LoadAsync(saved.Header, cancellationToken);
        var entries = journal.Entries.Select(entry => JournalDecoder.Parse(entry.Span)).ToList();
        var read = await values.ReadAsync(runId, [.. snapshot.Apart, .. entries.SelectMany(ApartFields.Of)], large, cancellationToken);
        var events = entries.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, read)));
        if (events.Exists(static @event => @event is RetryRequested))
        {
            return null;
        }

        RunState Read(IRunObserver observer) =>
            snapshot.Read(flow.Graph, saved.Header.LimitsInForce, observer, [.. snapshot.Apart.Select(reference => read[reference])]);
        var since = Bytes(journal) + entries.SelectMany(ApartFields.Of).Distinct().Except(snapshot.Apart).Sum(static reference => (long)ValueReference.Parse(reference).Bytes);
        return RunSession.Restore(saved with { JournalBytes = saved.JournalBytes + since }, flow, Read, events, large, options.Value, time);
    }

    private static long Bytes(RunJournal journal) => journal.Entries.Sum(static entry => (long)entry.Length);
}
