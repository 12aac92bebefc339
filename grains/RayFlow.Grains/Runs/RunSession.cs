using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>A run while it is in memory: what it is a run of, how far it is, and who watches.</summary>
internal sealed class RunSession
{
    private readonly TimeProvider _time;
    private (RunStatus Status, DateTimeOffset? WakeAt, string? Owner)? _row;

    private RunSession(RunHeader header, CompiledFlow flow, RunState state, RunTimeline timeline, RunReaders readers, DateTimeOffset startedAt, TimeProvider time)
    {
        _time = time;
        EndedAt = state.Outcome?.At;
        Header = header;
        Flow = flow;
        State = state;
        Timeline = timeline;
        Readers = readers;
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

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When the end was seen here, UTC; null while it has not been. The journal knows only when the last event came.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>A run that is about to start.</summary>
    public static RunSession Begin(RunHeader header, CompiledFlow flow, DateTimeOffset startedAt, RunServices services)
    {
        var timeline = new RunTimeline(flow.Graph);
        return new RunSession(header, flow, new RunState(flow.Graph, services.Options.Limits, timeline), timeline, new RunReaders(timeline, services.Options.EventsInMemory), startedAt, services.Time);
    }

    /// <summary>A run as its journal tells it.</summary>
    public static RunSession Restore(RunHeader header, CompiledFlow flow, IReadOnlyList<RunEvent> events, RunServices services, RunReaders? readers = null)
    {
        var timeline = new RunTimeline(flow.Graph);
        var state = RunReplay.Fold(flow.Graph, services.Options.Limits, events, timeline);
        while (RunEngine.Decide(state, new Continued { At = default }).HasMore)
        {
        }

        readers ??= new RunReaders(timeline, services.Options.EventsInMemory);
        readers.Follow(timeline, state.Outcome is not null);
        return new RunSession(header, flow, state, timeline, readers, events[0].At, services.Time);
    }

    /// <summary>The event of a timer that is due; null if none is.</summary>
    public RunEvent? Next(DateTimeOffset now) => RunEngine.Due(State, now);

    /// <summary>Records an event and folds it. A value that is too large becomes its node's failure.</summary>
    public Decision Fold(RunEvent @event, RunJournal journal, RunOptions options)
    {
        var stamped = RunEngine.Stamp(State, @event);
        var entry = JournalCodec.Encode(stamped);
        if (entry.Length > options.MaxValueBytes && @event is NodeCompleted completed)
        {
            stamped = RunEngine.Stamp(State, TooLarge(completed, entry.Length, options.MaxValueBytes));
            entry = JournalCodec.Encode(stamped);
        }

        journal.Append(entry);
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
