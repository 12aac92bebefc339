using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Numbers what happens in a run and adds up what its nodes take. Events are made only while somebody reads: their numbers and contents are the
/// same in every replay of the journal, so that whoever comes later gets them from one.
/// </summary>
/// <param name="graph">The flow.</param>
/// <param name="after">Make no events up to this number.</param>
/// <param name="capacity">Make at most this many events, of <see cref="MostBytes"/> or a little more; further ones are only counted. By default those of a run that goes on, which are dropped beyond so many bytes until they are taken: whoever wants them has the journal.</param>
internal sealed class RunTimeline(FlowGraph graph, long after = long.MaxValue, int capacity = int.MaxValue) : IRunObserver
{
    /// <summary>Bytes of the events that are kept here until they are taken, roughly.</summary>
    public const long MostBytes = 8 * 1024 * 1024;

    private readonly NodeTimes _times = new(graph);
    private readonly List<TimelineEvent> _events = [];
    private DateTimeOffset _now;
    private long _after = after;
    private long _size;

    /// <summary>The number of the last event.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether events are made from now on.</summary>
    public bool IsRecording => _after != long.MaxValue;

    /// <summary>Bytes of the events that are kept here, roughly.</summary>
    public long Size => _size;

    /// <summary>How far it is, for a snapshot: the number and time of the last event, the seconds of nodes by their place.</summary>
    public ValueMap Save() => ValueMap.Of(
        ("sequence", Sequence),
        ("now", Time(_now)),
        ("seconds", _times.Save()));

    /// <summary>A timeline that goes on from one that was saved.</summary>
    public static RunTimeline Restore(FlowGraph graph, ValueMap saved)
    {
        var timeline = new RunTimeline(graph) { Sequence = saved["sequence"].AsInt() };
        timeline.Advanced(DateTimeOffset.Parse(saved["now"].AsStr(), System.Globalization.CultureInfo.InvariantCulture));
        timeline._times.Restore(saved["seconds"].AsDict());
        return timeline;
    }

    /// <summary>Makes events from the next one on.</summary>
    public void StartRecording() => _after = Math.Min(_after, Sequence);

    /// <summary>Makes no more events.</summary>
    public void StopRecording() => _after = long.MaxValue;

    /// <summary>The events made and not taken.</summary>
    public IReadOnlyList<TimelineEvent> Made => _events;

    /// <summary>Takes the events made so far.</summary>
    public IReadOnlyList<TimelineEvent> Take()
    {
        if (_events.Count == 0)
        {
            return [];
        }

        var taken = _events.ToArray();
        Forget();
        return taken;
    }

    /// <summary>Seconds per node id, of nodes that took any.</summary>
    public Dictionary<string, double> NodeSeconds() => _times.ById();

    public void Advanced(DateTimeOffset now)
    {
        _now = now;
        _times.Advance();
    }

    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        if (Wanted())
        {
            Add("node_started", frame, node, ("attempt", (long)attempt), ("inputs", PinValues.Inputs(node, inputs)));
        }
    }

    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
        _times.Add(node, seconds);
        if (Wanted())
        {
            Add("node_completed", frame, node, ("outputs", PinValues.Outputs(node, outputs)), ("duration_seconds", Number(seconds)));
        }
    }

    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        if (Wanted())
        {
            Add("node_completed", frame, node, ("inputs", inputs.IsEmpty ? Value.Null : PinValues.Inputs(node, inputs)), ("outputs", PinValues.Outputs(node, outputs)), ("taken_over", true));
        }
    }

    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        _times.Add(node, null);
        if (!Wanted())
        {
            return;
        }

        if (error is null)
        {
            Add("node_completed", frame, node, ("inputs", PinValues.Inputs(node, inputs)), ("outputs", PinValues.Outputs(node, outputs)));
        }
        else
        {
            Add("node_failed", frame, node, ("inputs", PinValues.Inputs(node, inputs)), ("error", error.ToValue(node.Id, 1)));
        }
    }

    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt)
    {
        if (Wanted())
        {
            Add("node_retrying", frame, node, ("attempt", (long)attempt), ("error", error.ToValue(node.Id, attempt)), ("due_at", Time(dueAt)));
        }
    }

    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds)
    {
        _times.Add(node, seconds);
        if (Wanted())
        {
            Add("node_failed", frame, node, ("attempt", (long)attempt), ("error", error.ToValue(node.Id, attempt)), ("duration_seconds", Number(seconds)));
        }
    }

    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState)
    {
        if (Wanted())
        {
            Add("node_skipped", frame, node, ("skipped_because", SkipReason.Of(cause, causeState)), ("cause", cause?.Id));
        }
    }

    public void Cancelled(Frame frame, GraphNode node)
    {
        if (Wanted())
        {
            Add("node_cancelled", frame, node);
        }
    }

    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal)
    {
        if (Wanted())
        {
            Add("node_waiting", frame, node, ("due_at", dueAt is { } due ? Time(due) : null), ("signal", signal));
        }
    }

    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
        {
            if (Wanted())
            {
                Add("log", frame, node, ("level", line.Level), ("message", line.Message), ("logged_at", Time(line.At)));
            }
        }
    }

    public void Changed(RunEvent @event)
    {
        if (@event is RunForked)
        {
            _times.Clear(); // what its past took, it took in another run
        }

        if (!Wanted())
        {
            return;
        }

        switch (@event)
        {
            case RunStarted started: AddRun("run_started", ("inputs", started.Inputs)); break;
            case RunForked forked: AddRun("run_forked", ("forked_from", ValueMap.Of(("run_id", forked.Origin), ("seq", forked.Sequence)))); break;
            case PauseRequested: AddRun("run_paused"); break;
            case ResumeRequested: AddRun("run_resumed"); break;
            default: AddRun("run_retried"); break;
        }
    }

    public void Ended(Outcome outcome)
    {
        if (!Wanted())
        {
            return;
        }

        switch (outcome.Kind)
        {
            case OutcomeKind.Completed:
                AddRun("run_completed", ("result", outcome.Result), ("return_node", outcome.ReturnNode), ("status_code", (long)outcome.StatusCode!.Value));
                break;
            case OutcomeKind.Failed:
                AddRun("run_failed", ("error", outcome.Error!.Error.ToValue(outcome.Error.NodeId, outcome.Error.Attempt).With("frame", outcome.Error.Frame)));
                break;
            default:
                AddRun("run_cancelled");
                break;
        }
    }

    private static Value Number(double? seconds) => seconds is { } number ? number : Value.Null;

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private bool Wanted() => ++Sequence > _after && (IsLive || (_events.Count < capacity && _size < MostBytes));

    private bool IsLive => capacity == int.MaxValue;

    private void Add(string type, Frame frame, GraphNode node, params ReadOnlySpan<(string Key, Value Value)> data) =>
        Add(new TimelineEvent(Sequence, type, _now, node.Id, frame.Path, Fields(data)));

    private void AddRun(string type, params ReadOnlySpan<(string Key, Value Value)> data) => Add(new TimelineEvent(Sequence, type, _now, null, "", Fields(data)));

    private void Add(TimelineEvent @event)
    {
        if (IsLive && _size > MostBytes)
        {
            Forget();
        }

        _events.Add(@event);
        _size += @event.Size();
    }

    private void Forget()
    {
        _events.Clear();
        _size = 0;
    }

    private static ValueMap Fields(ReadOnlySpan<(string Key, Value Value)> data)
    {
        var fields = new ValueMap.Builder();
        foreach (var (key, value) in data)
        {
            if (!value.IsNull)
            {
                fields.Set(key, value);
            }
        }

        return fields.Build();
    }
}
