using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>A run while it is in memory: what it is a run of, how far it is, and who watches.</summary>
internal sealed class RunSession
{
    private readonly TimeProvider _time;
    private (RunStatus Status, DateTimeOffset? WakeAt, string? Owner)? _row;
    private bool _needsSnapshot;

    private RunSession(
        RunHeader header, CompiledFlow flow, RunState state, RunTimeline timeline, RunReaders readers, LargeValues large, DateTimeOffset startedAt, TimeProvider time)
    {
        _time = time;
        EndedAt = state.Outcome?.At;
        Header = header;
        Flow = flow;
        State = state;
        Timeline = timeline;
        Readers = readers;
        Large = large;
        StartedAt = startedAt;
    }

    /// <summary>What it is a run of.</summary>
    public RunHeader Header { get; }

    /// <summary>Its flow.</summary>
    public CompiledFlow Flow { get; }

    /// <summary>How far it is.</summary>
    public RunState State { get; }

    /// <summary>Numbers its events.</summary>
    public RunTimeline Timeline { get; }

    /// <summary>Who waits for its end or reads its events.</summary>
    public RunReaders Readers { get; }

    /// <summary>Its values that are stored apart.</summary>
    public LargeValues Large { get; }

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When the end was seen here, UTC; null while it has not been. The journal knows only when the last event came.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>A run that is about to start.</summary>
    public static RunSession Begin(RunHeader header, CompiledFlow flow, DateTimeOffset startedAt, RunServices services)
    {
        var timeline = new RunTimeline(flow.Graph);
        return new RunSession(
            header,
            flow,
            new RunState(flow.Graph, services.Options.Limits, timeline),
            timeline,
            new RunReaders(timeline, services.Options.EventsInMemory),
            new LargeValues(services.Options.LargeValueBytes),
            startedAt,
            services.Time);
    }

    /// <summary>A run as its whole journal tells it.</summary>
    /// <param name="header">What it is a run of.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="events">Its journal from the first event on.</param>
    /// <param name="large">Knows the large values that were read.</param>
    /// <param name="services">What runs need.</param>
    /// <param name="readers">Who reads it already; null: nobody.</param>
    /// <param name="needsSnapshot">Whether it has a snapshot that it cannot be restored from.</param>
    public static RunSession Restore(
        RunHeader header, CompiledFlow flow, IReadOnlyList<RunEvent> events, LargeValues large, RunServices services, RunReaders? readers = null, bool needsSnapshot = false)
    {
        var timeline = new RunTimeline(flow.Graph);
        var state = RunReplay.Fold(flow.Graph, services.Options.Limits, events, timeline);
        readers = GoOn(state, timeline, readers, services);
        return new RunSession(header, flow, state, timeline, readers, large, events[0].At, services.Time) { _needsSnapshot = needsSnapshot };
    }

    /// <summary>A run as a snapshot and what came after it tell it.</summary>
    /// <param name="saved">What was beside the state.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="read">Reads the state, for this observer.</param>
    /// <param name="events">The events since; no retry is among them.</param>
    /// <param name="large">Knows the large values that were read.</param>
    /// <param name="services">What runs need.</param>
    public static RunSession Restore(
        SessionSnapshot saved, CompiledFlow flow, Func<IRunObserver, RunState> read, IReadOnlyList<RunEvent> events, LargeValues large, RunServices services)
    {
        var timeline = RunTimeline.Restore(flow.Graph, saved.Timeline);
        var state = read(timeline);
        foreach (var @event in events)
        {
            RunEngine.Decide(state, @event, 0);
        }

        return new RunSession(saved.Header, flow, state, timeline, GoOn(state, timeline, null, services), large, saved.StartedAt, services.Time);
    }

    /// <summary>The event of a timer that is due; null if none is.</summary>
    public RunEvent? Next(DateTimeOffset now) => RunEngine.Due(State, now);

    /// <summary>Records an event and folds it. A value that is too large becomes its node's failure.</summary>
    public Decision Fold(RunEvent @event, RunJournal journal, RunOptions options)
    {
        var stamped = RunEngine.Stamp(State, @event);
        var entry = JournalEncoder.Encode(stamped);
        if (entry.Length > options.MaxValueBytes && @event is NodeCompleted completed)
        {
            stamped = RunEngine.Stamp(State, TooLarge(completed, entry.Length, options.MaxValueBytes));
            entry = JournalEncoder.Encode(stamped);
        }

        if (entry.Length > Large.Limit && ApartFields.Take(stamped, Large) is { Apart.Count: > 0 } light)
        {
            entry = JournalEncoder.Encode(light.Event, light.Apart);
        }

        journal.Append(entry, Large.TakeNew());
        return Look(RunEngine.Decide(State, stamped, options.StepsPerTurn));
    }

    /// <summary>Goes on with a long computation.</summary>
    public Decision Continue(int steps) => Look(RunEngine.Decide(State, new Continued { At = default }, steps));

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

    /// <summary>Takes a snapshot if it is worth it, for the next commit. Only between computations: what a run is in the middle of is done again from its events.</summary>
    public void TakeSnapshotIfDue(RunJournal journal, RunOptions options)
    {
        if (State is { Outcome: null, IsIdle: true } && (_needsSnapshot || journal.IsSnapshotDue(options.SnapshotBytes)))
        {
            var saved = new SessionSnapshot(Header, StartedAt, Timeline.Save());
            var snapshot = RunSnapshot.Write(State, saved.Encode(), value => Large.Keep(value, isExact: true));
            journal.TakeSnapshot(snapshot, Large.TakeNew());
            _needsSnapshot = false;
        }
    }

    /// <summary>Takes the steps that follow from the last event, and lets readers go on from there.</summary>
    private static RunReaders GoOn(RunState state, RunTimeline timeline, RunReaders? readers, RunServices services)
    {
        while (RunEngine.Decide(state, new Continued { At = default }).HasMore)
        {
        }

        readers ??= new RunReaders(timeline, services.Options.EventsInMemory);
        readers.Follow(timeline, state.Outcome is not null);
        return readers;
    }

    /// <summary>The index row is to be written with the next commit, whatever it says now.</summary>
    public void ForgetRow() => _row = null;

    private Decision Look(Decision decision)
    {
        if (State.Outcome is not null)
        {
            EndedAt ??= Moment.Now(_time);
        }

        return decision;
    }

    private static NodeFailed TooLarge(NodeCompleted completed, int bytes, int limit) => new()
    {
        At = completed.At,
        Frame = completed.Frame,
        Node = completed.Node,
        Consumer = completed.Consumer,
        Attempt = completed.Attempt,
        Seconds = completed.Seconds,
        Error = new NodeError("value_too_large", $"The node's outputs have {bytes:N0} bytes; at most {limit:N0} are allowed (RayFlow:Runs:MaxValueBytes).", false),
    };
}
