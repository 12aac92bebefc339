using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Moments;

/// <summary>
/// Every moment of a run, made while its journal is folded once: what changed is kept with the number of the event after which it is so. Any moment
/// is then read off in proportion to what is asked for, and not to the run. Events are numbered as the run's event stream numbers them.
/// </summary>
/// <param name="graph">The flow.</param>
public sealed class RunRecording(FlowGraph graph) : IDetailObserver
{
    /// <summary>What a pending instance waits for whose edges let it fire.</summary>
    private static readonly object Sources = new();

    private readonly FrameLogs _frames = new();
    private readonly InstanceLog _log = new();
    private readonly VariableLog _variables = new(graph);
    private readonly StageLog _stages = new();
    private readonly WaitLog _waits = new();
    private readonly List<(long Sequence, DateTimeOffset At)> _times = [];
    private DateTimeOffset _now;
    private long _valueSize;
    private bool _isTakingBack;
    private long _forked;

    /// <summary>The number of the last event.</summary>
    public long Sequence { get; private set; }

    /// <summary>Roughly how many bytes it holds.</summary>
    public long Size => _valueSize + (64L * _log.Count) + _frames.Size;

    /// <summary>The event after which what is told now is so.</summary>
    private long Present => Sequence + (_isTakingBack ? 1 : 0);

    internal FlowGraph Graph => graph;

    internal FrameLogs Frames => _frames;

    /// <summary>The run after one of its events.</summary>
    /// <param name="sequence">The event, from 1 to <see cref="Sequence"/>.</param>
    /// <param name="frame">Only instances in this frame; null: in all.</param>
    /// <param name="after">The position to continue after; 0: from the first.</param>
    /// <param name="limit">At most this many instances.</param>
    public RunMoment At(long sequence, string? frame = null, long after = 0, int limit = int.MaxValue)
    {
        var (instances, next) = new InstancePages(this, sequence).Read(frame, after, limit);
        return new RunMoment(sequence, TimeOf(sequence), _stages.At(sequence), instances, next, _variables.At(sequence), _waits.At(sequence));
    }

    /// <summary>Why an instance was after one of the run's events what it was.</summary>
    /// <param name="node">The node.</param>
    /// <param name="frame">The path of its frame; null: that of its region which opened last.</param>
    /// <param name="sequence">The event.</param>
    /// <returns>Null if there was no such frame of its region.</returns>
    public Explanation? Explain(GraphNode node, string? frame, long sequence) => new Explainer(this, sequence).Explain(node, frame);

    /// <inheritdoc/>
    public void Advanced(DateTimeOffset now) => _now = now;

    /// <inheritdoc/>
    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        Next();
        Set(frame, node, InstanceState.Running, attempt, Kept(inputs));
        if (node.Operation == ControlOperation.Call)
        {
            // The wait of a call that a retry makes once more is not told by itself.
            Set(frame, node, InstanceState.Waiting, attempt, null);
            Wait(frame, node, new InstanceWait(node, frame.Path, attempt, IsRetry: false, null, null));
        }
    }

    /// <inheritdoc/>
    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
        Next();
        Set(frame, node, InstanceState.Completed, null, new GivenValues(null, Kept(outputs)));
    }

    /// <inheritdoc/>
    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        Next();
        Set(frame, node, InstanceState.TakenOver, null, new GivenValues(Kept(inputs), Kept(outputs)));
    }

    /// <inheritdoc/>
    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        Next();
        var kept = Kept(inputs);
        if (error is null)
        {
            Set(frame, node, InstanceState.Completed, 1, new GivenValues(kept, Kept(outputs)));
            return;
        }

        Set(frame, node, InstanceState.Running, 1, kept);
        Set(frame, node, InstanceState.Failed, 1, error);
    }

    /// <inheritdoc/>
    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt)
    {
        Next();
        Set(frame, node, InstanceState.Waiting, attempt, error);
        Wait(frame, node, new InstanceWait(node, frame.Path, attempt, IsRetry: true, dueAt, null));
    }

    /// <inheritdoc/>
    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds)
    {
        Next();
        Set(frame, node, InstanceState.Failed, attempt, error);
    }

    /// <inheritdoc/>
    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState)
    {
        Next();
        Set(frame, node, InstanceState.Skipped, null, null);
    }

    /// <inheritdoc/>
    public void Cancelled(Frame frame, GraphNode node)
    {
        Next();
        Set(frame, node, InstanceState.Cancelled, null, null);
    }

    /// <inheritdoc/>
    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal)
    {
        Next();
        var attempt = Set(frame, node, InstanceState.Waiting, null, null);
        Wait(frame, node, new InstanceWait(node, frame.Path, attempt, IsRetry: false, dueAt, signal));
    }

    /// <inheritdoc/>
    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            Next();
        }
    }

    /// <inheritdoc/>
    public void Changed(RunEvent @event)
    {
        Next();
        _stages.Pause(Sequence, @event is PauseRequested);
        _forked = @event is RunForked ? Sequence : _forked;
    }

    /// <inheritdoc/>
    public void Ended(Outcome outcome)
    {
        Next();
        _stages.End(Sequence, outcome.Kind);
    }

    /// <inheritdoc/>
    public void Opened(Frame frame) => _frames.Open(frame, Present);

    /// <inheritdoc/>
    public void Closed(Frame frame) => _frames.Of(frame).Closed = Present;

    /// <inheritdoc/>
    public void Readied(Frame frame, GraphNode node) => Set(frame, node, InstanceState.Ready, null, null);

    /// <inheritdoc/>
    public void Blocked(Frame frame, GraphNode node) => Set(frame, node, InstanceState.Pending, null, Sources);

    /// <inheritdoc/>
    public void Settled(Frame frame, GraphNode source, int port, bool isLive)
    {
        if (source.Ports[port].Targets.Length > 0)
        {
            _frames.Of(frame).Settle(Present, source.Index, port, isLive);
            _frames.Size += 32;
        }
    }

    /// <inheritdoc/>
    public void Assigned(Frame frame, GraphNode node, VariableChange change, Value? value, bool isInPlace)
    {
        _variables.Set(isInPlace ? Sequence + 1 : Present, change.Name, value);
        _valueSize += 48 + (2 * (value?.Extent.Size ?? 0));
    }

    /// <inheritdoc/>
    public void Unpaused() => _stages.Pause(Sequence, isPaused: false);

    /// <inheritdoc/>
    public void TookBack(RunState run)
    {
        // What is told next is the retry: from there it is so.
        _isTakingBack = true;
        var from = Present;
        _variables.SetAll(from, run.VariableValues);
        _stages.Reopen();
        foreach (var frame in _frames.TakeBack(run, from))
        {
            foreach (var index in frame.Region.Nodes)
            {
                var node = graph.Nodes[index];
                var slot = frame.Slot(node);
                var (log, state) = (_frames.Of(frame), StateOf(node, slot));
                if (CurrentState(log, node) is var before && before != state && !(before == InstanceState.Failed && state == InstanceState.Completed))
                {
                    Set(log, node, from, state, slot.Activity?.Attempt, null);
                    if (state == InstanceState.Waiting)
                    {
                        Wait(frame, node, new InstanceWait(node, frame.Path, slot.Activity!.Attempt, slot.State == NodeState.Retrying, slot.Activity.DueAt, slot.Activity.Signal), from);
                    }
                }
            }
        }
    }

    /// <summary>When an event happened, UTC.</summary>
    private DateTimeOffset TimeOf(long sequence) => Ordered.After(_times, static time => time.Sequence, sequence) is > 0 and var after ? _times[after - 1].At : default;

    /// <summary>An instance after an event; null if there is nothing to tell of it.</summary>
    internal InstanceMoment? Find(FrameLog frame, GraphNode node, int last, long sequence, IReadOnlyList<EdgeMoment> edges)
    {
        var at = _log.Find(last, sequence);
        if (at < 0)
        {
            return frame.Closed <= sequence || node.IsFree ? null : new InstanceMoment(node, frame.Path, InstanceState.Pending, 0, null, null, null, edges);
        }

        var change = _log[at];
        if (change.State < InstanceState.Running)
        {
            return new InstanceMoment(node, frame.Path, change.State, 0, null, null, null, edges);
        }

        var given = change.State is InstanceState.Completed or InstanceState.TakenOver ? _log.Latest<GivenValues>(at) : null;
        return new InstanceMoment(
            node, frame.Path, StateOf(change), change.Attempt, given?.Inputs is { Length: > 0 } inputs ? inputs : _log.Latest<Value[]>(at), given?.Outputs, change.Data as NodeError, edges);
    }

    /// <summary>Where an instance is after an event.</summary>
    internal InstanceState StateAt(FrameLog frame, GraphNode node, long sequence) =>
        _log.Find(frame.LastOf(node), sequence) is >= 0 and var at ? StateOf(_log[at]) : InstanceState.Pending;

    /// <summary>Whether nothing in a frame can fire any more after an event.</summary>
    internal bool IsOver(FrameLog frame, long sequence) => frame.Closed <= sequence || _stages.At(sequence) >= RunStage.Completed;

    /// <summary>Whether an instance waits for what it reads.</summary>
    internal bool IsBlocked(FrameLog frame, GraphNode node, long sequence) => _log.Find(frame.LastOf(node), sequence) is >= 0 and var at && _log[at].Data == Sources;

    /// <summary>What a state of the engine is to whoever looks at the run.</summary>
    internal static InstanceState StateOf(GraphNode node, NodeSlot slot) => slot.State switch
    {
        NodeState.Idle => InstanceState.Pending,
        NodeState.Ready => InstanceState.Ready,
        NodeState.Preparing => slot.Activity?.Gathering is { IsBlocked: true } ? InstanceState.Pending : InstanceState.Ready,
        NodeState.Running when node.Operation == ControlOperation.Call => InstanceState.Waiting,
        NodeState.Running or NodeState.Steering => InstanceState.Running,
        NodeState.Retrying or NodeState.Waiting => InstanceState.Waiting,
        NodeState.Completed => InstanceState.Completed,
        NodeState.Failed => InstanceState.Failed,
        NodeState.Skipped => InstanceState.Skipped,
        _ => InstanceState.Cancelled,
    };

    /// <summary>What completed in the past of a fork is taken over.</summary>
    private InstanceState StateOf(InstanceLog.Change change) => change.State == InstanceState.Completed && change.Sequence < _forked ? InstanceState.TakenOver : change.State;

    private InstanceState CurrentState(FrameLog frame, GraphNode node) => frame.LastOf(node) is >= 0 and var last ? _log[last].State : InstanceState.Pending;

    private int Set(Frame frame, GraphNode node, InstanceState state, int? attempt, object? data) => Set(_frames.Of(frame), node, Present, state, attempt, data);

    /// <summary>Notes what became of an instance; without an attempt it is still the one before. Returns the attempt.</summary>
    private int Set(FrameLog frame, GraphNode node, long sequence, InstanceState state, int? attempt, object? data)
    {
        var last = frame.LastOf(node);
        var before = last >= 0 ? _log[last] : new InstanceLog.Change(0, -1, InstanceState.Pending, 0, null);
        var now = new InstanceLog.Change(sequence, last, state, attempt ?? before.Attempt, data);
        frame.SetLast(node, _log.Add(now));
        _waits.End(frame, node, sequence);
        _stages.Move(sequence, node, before.State, state);
        return now.Attempt;
    }

    private void Wait(Frame frame, GraphNode node, InstanceWait wait, long? from = null) => _waits.Begin(_frames.Of(frame), node, from ?? Present, wait);

    private Value[] Kept(ReadOnlySpan<Value> values)
    {
        foreach (ref readonly var value in values)
        {
            _valueSize += 16 + (2 * value.Extent.Size);
        }

        return values.ToArray();
    }

    private void Next()
    {
        Sequence++;
        _isTakingBack = false;
        if (_times is [] || _times[^1].At != _now)
        {
            _times.Add((Sequence, _now));
        }
    }
}

/// <summary>What a node gave, and for one that was evaluated for another what it read.</summary>
internal sealed record GivenValues(Value[]? Inputs, Value[] Outputs);
