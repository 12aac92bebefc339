using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>A run in memory: what it is a run of, and how far it is.</summary>
internal sealed class RunSession
{
    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private (RunStatus Status, DateTimeOffset? WakeAt, string? Owner)? _row;
    private bool _needsSnapshot;
    private long _journalBytes;
    private string? _lastNode;

    private RunSession(RunHeader header, CompiledFlow flow, RunState state, RunTimeline timeline, LargeValues large, DateTimeOffset startedAt, RunOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        (Header, Flow, State, Timeline, Large, StartedAt) = (header, flow, state, timeline, large, startedAt);
        EndedAt = state.Outcome?.At;
    }

    /// <summary>What it is a run of.</summary>
    public RunHeader Header { get; }

    /// <summary>Its flow.</summary>
    public CompiledFlow Flow { get; }

    /// <summary>How far it is.</summary>
    public RunState State { get; }

    /// <summary>Numbers its events.</summary>
    public RunTimeline Timeline { get; }

    /// <summary>Its values that are stored apart.</summary>
    public LargeValues Large { get; }

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When the end was seen here, UTC; null while it has not been. The journal knows only when the last event came.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why the run has to end because it uses more than it may; null otherwise. To be folded as a <see cref="RunFaulted"/> before anything else.</summary>
    public NodeError? Excess => State.Excess ?? (_journalBytes > Header.LimitsInForce.MaxJournalBytes && State.Outcome is null ? JournalTooLarge() : null);

    /// <summary>Whether somebody has still to be told of the end, or to confirm that it has ended: the parent, or children that were cancelled.</summary>
    public bool IsOwed => State.HasOpenChildren || (Header.Parent is not null && !State.IsParentInformed);

    /// <summary>A run that is about to start.</summary>
    public static RunSession Begin(RunHeader header, CompiledFlow flow, DateTimeOffset startedAt, RunOptions options, TimeProvider time)
    {
        var timeline = new RunTimeline(flow.Graph);
        var state = new RunState(flow.Graph, header.LimitsInForce, timeline);
        return new RunSession(header, flow, state, timeline, new LargeValues(options.LargeValueBytes), startedAt, options, time);
    }

    /// <summary>A run that is about to go on from another one's past.</summary>
    /// <param name="header">What it is a run of, and where its past is.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="past">The events of its past.</param>
    /// <param name="steps">How many steps had been taken at its end.</param>
    /// <param name="startedAt">When it was accepted, UTC.</param>
    /// <param name="options">How runs are run.</param>
    /// <param name="time">The clock.</param>
    public static RunSession Fork(RunHeader header, CompiledFlow flow, RunRecord past, long steps, DateTimeOffset startedAt, RunOptions options, TimeProvider time)
    {
        var timeline = new RunTimeline(flow.Graph);
        var state = RunReplay.Fold(flow.Graph, header.LimitsInForce, past.Events, timeline);
        var session = new RunSession(header, flow, state, timeline, new LargeValues(options.LargeValueBytes), startedAt, options, time) { _journalBytes = past.Bytes };
        session.Settle(steps);
        return session;
    }

    /// <summary>A run as its whole journal tells it, with the steps that follow from its last event still to be taken.</summary>
    /// <param name="record">The journal.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="large">Knows the large values that were read.</param>
    /// <param name="needsSnapshot">Whether it has a snapshot that it cannot be restored from.</param>
    /// <param name="options">How runs are run.</param>
    /// <param name="time">The clock.</param>
    public static RunSession Restore(RunRecord record, CompiledFlow flow, LargeValues large, bool needsSnapshot, RunOptions options, TimeProvider time)
    {
        var timeline = new RunTimeline(flow.Graph);
        var state = RunReplay.Fold(flow.Graph, record.Limits, record.Events, timeline);
        return new RunSession(record.Header, flow, state, timeline, large, record.StartedAt, options, time) { _needsSnapshot = needsSnapshot, _journalBytes = record.Bytes + large.Bytes };
    }

    /// <summary>A run as a snapshot and what came after it tell it, with the steps that follow still to be taken.</summary>
    /// <param name="saved">What was beside the state.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="read">Reads the state, for this observer.</param>
    /// <param name="events">The events since; no retry is among them.</param>
    /// <param name="large">Knows the large values that were read.</param>
    /// <param name="options">How runs are run.</param>
    /// <param name="time">The clock.</param>
    public static RunSession Restore(
        SessionSnapshot saved, CompiledFlow flow, Func<IRunObserver, RunState> read, IReadOnlyList<RunEvent> events, LargeValues large, RunOptions options, TimeProvider time)
    {
        var timeline = RunTimeline.Restore(flow.Graph, saved.Timeline);
        var state = read(timeline);
        foreach (var @event in events)
        {
            RunEngine.Decide(state, @event, 0);
        }

        return new RunSession(saved.Header, flow, state, timeline, large, saved.StartedAt, options, time) { _journalBytes = saved.JournalBytes };
    }

    /// <summary>The event of a timer that is due; null if none is.</summary>
    public RunEvent? Due() => RunEngine.Due(State, _time.GetUtcNow());

    /// <summary>How many steps had been taken before the last event or computation: the engine had not failed until there.</summary>
    public long StepsBefore { get; private set; }

    /// <summary>Takes the steps that follow from what was restored: what the run was in the middle of.</summary>
    /// <param name="until">After so many steps in all, no more are taken; null: all are.</param>
    public void Settle(long? until = null)
    {
        if (until is { } steps)
        {
            RunEngine.Decide(State, new Continued { At = default, Step = steps }, 0);
        }

        while (until is null && RunEngine.Decide(State, new Continued { At = default }).HasMore)
        {
        }

        Look();
    }

    /// <summary>
    /// Folds an event and puts its entry into a batch, in this order: what the engine throws at is never committed. A value that is too large
    /// becomes its node's failure.
    /// </summary>
    public Decision Fold(RunEvent @event, RunBatch batch)
    {
        StepsBefore = State.Steps;
        var stamped = RunEngine.Stamp(State, OutputLimit.Apply(@event, _options.MaxValueBytes));
        _lastNode = stamped is InstanceEvent { Node: var node } && (uint)node < (uint)Flow.Graph.Nodes.Length ? Flow.Graph.Nodes[node].Id : _lastNode;
        var decision = RunEngine.Decide(State, stamped, _options.StepsPerTurn);
        Append(RunEngine.Sealed(stamped, decision), batch);
        Look();
        return decision;
    }

    /// <summary>Puts a retry's entry into a batch. It takes effect by opening the run anew from its journal.</summary>
    public void Append(RetryRequested retry, RunBatch batch) => Append(RunEngine.Stamp(State, retry), batch);

    /// <summary>Goes on with a long computation.</summary>
    public Decision Continue()
    {
        StepsBefore = State.Steps;
        var decision = RunEngine.Decide(State, new Continued { At = default }, _options.StepsPerTurn);
        Look();
        return decision;
    }

    /// <summary>Whether the run's row in the index must be written again to say this; then it counts as written.</summary>
    public bool RowChanges(RunStatus status, string? owner)
    {
        var row = (status, State.NextDue, owner);
        if (_row == row)
        {
            return false;
        }

        _row = row;
        return true;
    }

    /// <summary>The row is to be written with the next commit, whatever it says now.</summary>
    public void ForgetRow() => _row = null;

    /// <summary>Takes a snapshot if it is worth it. Only between computations: what a run is in the middle of is done again from its events.</summary>
    public void TakeSnapshotIfDue(IRunJournal journal, RunBatch batch)
    {
        if (State is { Outcome: null, IsIdle: true } && (_needsSnapshot || journal.IsSnapshotDue(_options.SnapshotBytes)))
        {
            var saved = new SessionSnapshot(Header, StartedAt, Timeline.Save(), _journalBytes);
            batch.Snapshot = RunSnapshot.Write(State, saved.Encode(), value => Large.Keep(value, isExact: true));
            AddLarge(batch);
            _needsSnapshot = false;
        }
    }

    private void Append(RunEvent stamped, RunBatch batch)
    {
        var entry = JournalEncoder.Encode(stamped);
        if (entry.Length > Large.Limit && ApartFields.Take(stamped, Large) is { Apart.Count: > 0 } light)
        {
            entry = JournalEncoder.Encode(light.Event, light.Apart);
        }

        batch.Add(entry);
        _journalBytes += entry.Length;
        AddLarge(batch);
    }

    private void AddLarge(RunBatch batch)
    {
        var values = Large.TakeNew();
        foreach (var value in values)
        {
            _journalBytes += value.Payload.Length;
        }

        batch.Add(values);
    }

    private NodeError JournalTooLarge() => new(
        "run_too_large",
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{(_lastNode is null ? "The" : $"With what node '{_lastNode}' added, the")} run's journal has {_journalBytes:N0} bytes with its large values; it may have {Header.LimitsInForce.MaxJournalBytes:N0} (RayFlow:Runs:Limits:MaxJournalBytes). Split the run with flow_call, or keep large values outside."),
        false,
        _lastNode);

    private void Look()
    {
        if (State.Outcome is not null)
        {
            EndedAt ??= Moment.Now(_time);
        }
    }
}
