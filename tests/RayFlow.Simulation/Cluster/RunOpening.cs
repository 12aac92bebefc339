using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Flows;
using RayFlow.Storage.Runs;

namespace RayFlow.Simulation.Cluster;

/// <summary>
/// What <see cref="StartRunHandler"/>, <see cref="RunOpener"/> and <see cref="ClosedRuns"/> do, over the simulated database: real bytes are decoded,
/// folded and restored by the real code.
/// </summary>
internal sealed class RunOpening(SimSilo silo, string runId, SimJournal journal) : IRunArchive
{
    private RunOptions Options => silo.Environment.Options;

    public async Task<RunPlan> PlanAsync(StartRun request, CancellationToken cancellationToken)
    {
        await Task.Yield(); // planning asks other grains
        if (request.Depth > Options.MaxDepth)
        {
            return new RunPlan(new StartRunResult(null, StartRefusal.TooDeep, "The run would be too deep."), null, null);
        }

        var shelf = silo.Cluster.Flows;
        var flow = request.Parent is null
            ? shelf.ByName(request.FlowName!)
            : shelf[silo.Cluster.Effects.Callee(request.Inputs.TryGetValue("value", out var value) ? value : Value.Null)];
        var inputs = request.Parent is null ? request.Inputs : ValueMap.Of(("x", request.Inputs.TryGetValue("value", out var given) ? given : Value.Null));
        var now = Moment.Now(silo.Time);
        var header = new RunHeader(flow.Compiled.Graph.Hash, request.FlowName ?? "", 1, request.Parent, request.Depth, null, Options.Limits, flow.Compiled.NodeTypes);
        return new RunPlan(null, RunSession.Begin(header, flow.Compiled, now, Options, silo.Time), new RunStarted
        {
            At = now,
            Inputs = inputs,
            ErrorStrategy = request.ErrorStrategy,
            Deadline = request.TimeoutSeconds is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null,
        });
    }

    public void ThrowIfUnavailable()
    {
        if (!silo.Database.Weather.IsReachedBy(silo.Process))
        {
            throw new GrainInterfaces.Failures.StorageUnavailableException("The database is away. Nothing was accepted.");
        }
    }

    public async Task<RunSession?> OpenAsync(CancellationToken cancellationToken)
    {
        var large = new LargeValues(Options.LargeValueBytes);
        var session = journal.Snapshot.IsEmpty
            ? await FromEntriesAsync(journal.Entries, large, needsSnapshot: false)
            : await TryFromSnapshotAsync(large) ?? await FromJournalAsync(large, needsSnapshot: true);
        session?.Settle();
        journal.Release();
        return session;
    }

    public async Task<RunSession> ReopenAsync(long? until)
    {
        var session = await FromJournalAsync(new LargeValues(Options.LargeValueBytes), journal.HasSnapshot);
        session.Settle(until);
        journal.Release();
        return session;
    }

    public async Task<RunSummary?> FindClosedAsync(CancellationToken cancellationToken) =>
        await RowAsync() is { EndedAt: not null, Owner: null } row && !row.Summary.IsEmpty ? await OfEndedAsync(row) : null;

    public async Task<bool> IsOverAsync(CancellationToken cancellationToken) => await RowAsync() is null or { EndedAt: not null, Owner: null };

    public async Task<RunSummary?> SuspendAsync(Exception failure, CancellationToken cancellationToken)
    {
        silo.Cluster.Complaints.Add($"{silo.Name} cannot replay {runId}: {failure}");
        return await RowAsync() is { } row ? RunSummaries.Of(row) with { Status = RunStatus.Waiting, WaitingFor = [new RunWait("journal", "", "", "", Reason: failure.Message)] } : null;
    }

    public async Task<RunSummary?> TerminateAsync(string reason, CancellationToken cancellationToken)
    {
        var now = Moment.Now(silo.Time);
        await silo.Database.ChangeAsync(silo.Process, runs =>
        {
            if (runs.TryGetValue(runId, out var run) && run.Row is { EndedAt: null } row)
            {
                silo.Database.Append(run, JournalEncoder.Encode(new RunTerminated { At = now, Reason = reason }));
                var ended = RunSummaries.Of(row) with
                {
                    Status = RunStatus.Cancelled,
                    EndedAt = now,
                    Error = new RunError("terminated", reason),
                    Statistics = new RunStatistics((now - row.StartedAt).TotalSeconds, 0, 0, new Dictionary<string, double>(), []),
                };
                run.Row = RunSummaries.Row(ended, null, row.ParentRunId is null ? null : row.Owner, new LargeValues(int.MaxValue));
                silo.Database.NoteEnd(run);
            }

            return true;
        });
        return await RowAsync() is { } found ? await OfEndedAsync(found) : null;
    }

    private Task<RunRow?> RowAsync() => silo.Database.ReadAsync(silo.Process, runs => runs.GetValueOrDefault(runId)?.Row);

    private async Task<RunSummary> OfEndedAsync(RunRow row)
    {
        var fields = SummaryCodec.Parse(row.Summary.Span);
        return SummaryCodec.Decode(RunSummaries.Of(row), ApartFields.Fill(fields, await ValuesAsync(ApartFields.Of(fields), null)));
    }

    private async Task<RunSession?> TryFromSnapshotAsync(LargeValues large)
    {
        try
        {
            return await FromSnapshotAsync(large);
        }
        catch (Exception unusable) when (unusable is not (OutOfMemoryException or Storage.StorageUnavailableException))
        {
            silo.Cluster.Complaints.Add($"{silo.Name} cannot use the snapshot of {runId}: {unusable}");
            return null;
        }
    }

    private async Task<RunSession> FromJournalAsync(LargeValues large, bool needsSnapshot)
    {
        var entries = await silo.Database.ReadAsync(silo.Process, runs => runs.GetValueOrDefault(runId)?.Entries.Select(entry => entry.Payload).ToList())
            ?? throw new InvalidDataException($"The journal of run '{runId}' is gone.");
        return await FromEntriesAsync(entries, large, needsSnapshot) ?? throw new InvalidDataException($"The journal of run '{runId}' has no events.");
    }

    private async Task<RunSession?> FromEntriesAsync(IReadOnlyList<ReadOnlyMemory<byte>> entries, LargeValues large, bool needsSnapshot)
    {
        var header = HeaderCodec.Decode(entries[0].Span);
        var parsed = entries.Skip(1).Select(entry => JournalDecoder.Parse(entry.Span)).ToList();
        var read = await ValuesAsync(parsed.SelectMany(ApartFields.Of), large);
        var events = parsed.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, read)));
        return events.Count == 0 ? null : RunSession.Restore(new RunRecord(header, events, entries.Sum(static entry => (long)entry.Length)), FlowOf(header), large, needsSnapshot, Options, silo.Time);
    }

    private async Task<RunSession?> FromSnapshotAsync(LargeValues large)
    {
        var snapshot = RunSnapshot.Open(journal.Snapshot);
        var saved = SessionSnapshot.Decode(snapshot.Attachment.Span);
        var flow = FlowOf(saved.Header);
        var parsed = journal.Entries.Select(entry => JournalDecoder.Parse(entry.Span)).ToList();
        var read = await ValuesAsync([.. snapshot.Apart, .. parsed.SelectMany(ApartFields.Of)], large);
        var events = parsed.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, read)));
        if (events.Exists(static @event => @event is RetryRequested))
        {
            return null;
        }

        RunState Read(IRunObserver observer) =>
            snapshot.Read(flow.Graph, saved.Header.LimitsInForce, observer, [.. snapshot.Apart.Select(reference => read[reference])]);
        return RunSession.Restore(saved, flow, Read, events, large, Options, silo.Time);
    }

    private Grains.Flows.CompiledFlow FlowOf(RunHeader header) => silo.Cluster.Flows.ByHash(header.FlowHash).Compiled;

    private async Task<IReadOnlyDictionary<string, Value>> ValuesAsync(IEnumerable<string> references, LargeValues? large)
    {
        var wanted = references.Distinct(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return found;
        }

        var stored = await silo.Database.ReadAsync(silo.Process, runs => runs.GetValueOrDefault(runId)?.Values) ?? throw new InvalidDataException($"The values of run '{runId}' are gone.");
        foreach (var reference in wanted)
        {
            var value = ValueJson.Parse(stored[ValueReference.Parse(reference).Hash].Span);
            found.Add(reference, value);
            large?.Remember(value, reference);
        }

        return found;
    }
}
