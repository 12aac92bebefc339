using RayFlow.Engine.Planning;
using RayFlow.Engine.Variables;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>
/// A run as far as its events have brought it. Changed only by <see cref="RunEngine.Decide"/>; not thread-safe.
/// Live frames and what they hold; finished frames have left.
/// </summary>
/// <param name="graph">The flow.</param>
/// <param name="limits">What a run may not exceed.</param>
/// <param name="observer">Is told what happens; null: nobody.</param>
public sealed class RunState(FlowGraph graph, RunLimits limits, IRunObserver? observer = null)
{
    private const int MostErrors = 100;

    private readonly List<RaisedError> _errors = [];

    /// <summary>The flow.</summary>
    public FlowGraph Graph { get; } = graph;

    /// <summary>How the run ended; null while it has not.</summary>
    public Outcome? Outcome { get; internal set; }

    /// <summary>Whether no new node starts.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>Whether the run has been started.</summary>
    public bool IsStarted => Root is not null;

    /// <summary>Steps taken; a step is a node that fired or a frame that was dealt with as settled.</summary>
    public long Steps { get; internal set; }

    /// <summary>Node instances that completed or failed, evaluated pure nodes included.</summary>
    public long NodesExecuted { get; internal set; }

    /// <summary>Node instances that completed in another run, whose outputs this one has.</summary>
    public long NodesTakenOver { get; internal set; }

    /// <summary>Node instances that failed.</summary>
    public long NodesFailed { get; internal set; }

    /// <summary>The errors of failed nodes, the first hundred.</summary>
    public IReadOnlyList<RaisedError> Errors => _errors;

    /// <summary>When the first timer or the deadline is due, UTC; null: never.</summary>
    public DateTimeOffset? NextDue => Outcome is null ? Timers.NextDue(Deadline) : null;

    /// <summary>Whether the run that called this one has committed its end; false for one that nobody called.</summary>
    public bool IsParentInformed { get; internal set; }

    /// <summary>Whether a child run was asked for and its end has not come, wanted or not. May be true after the run's own end.</summary>
    public bool HasOpenChildren => Children.Count > 0;

    /// <summary>The child runs that were asked for and whose end has not come, by frame, node and attempt.</summary>
    public IReadOnlyList<OpenChild> OpenChildren => Children.All();

    /// <summary>START's inputs.</summary>
    public ValueMap Inputs { get; internal set; } = ValueMap.Empty;

    /// <summary>How many events were folded.</summary>
    internal int Folded { get; set; }

    /// <summary>Whether an event is being folded; otherwise steps are being taken that follow from earlier ones.</summary>
    internal bool IsFolding { get; set; }

    /// <summary>The first failure whose edges went dead without anybody taking it.</summary>
    internal RaisedError? FirstLeft { get; set; }

    internal RunLimits Limits { get; } = limits;

    internal IRunObserver? Observer
    {
        get;
        set => (field, Details) = (value, value as IDetailObserver);
    } = observer;

    /// <summary>The observer, if it is one that wants to know everything.</summary>
    internal IDetailObserver? Details { get; set; } = observer as IDetailObserver;

    internal Dictionary<long, Frame> Frames { get; } = [];

    internal Frame Root { get; set; } = null!;

    internal long LastFrame { get; set; } = -1;

    internal DateTimeOffset Now { get; set; }

    internal DateTimeOffset? Deadline { get; set; }

    internal OnError ErrorStrategy { get; set; }

    internal ValueMap? TakenOver { get; set; }

    internal ValueMap? Overrides { get; set; }

    internal ValueMap? Pinned { get; set; }

    internal ValueMap? Known { get; set; }

    /// <summary>How the run is going to end once finally regions have run.</summary>
    internal Outcome? Ending { get; set; }

    internal Queue<(Frame Frame, int Node, Purpose Purpose)> Ready { get; } = new();

    internal Queue<Frame> SettledFrames { get; } = new();

    internal Stack<(Frame Frame, int Node)> Skips { get; } = new();

    /// <summary>How many gatherings wait for sources to settle.</summary>
    internal int Blocked { get; set; }

    /// <summary>How many instances something outside works or waits for, and how much gatherings asked for that has not come.</summary>
    internal int Outside { get; set; }

    internal TimerSet Timers { get; } = new();

    internal ChildLedger Children { get; } = new();

    internal SignalBox Signals { get; } = new();

    /// <summary>What the run uses of what it may.</summary>
    internal RunBudget Budget => field ??= new RunBudget(this);

    /// <summary>Whether events are being folded again, up to a failure that is taken back.</summary>
    internal bool IsTakingBack { get; set; }

    internal List<Instruction> Instructions { get; set; } = [];

    internal TimeSpan? TimeAllowed { get; set; }

    internal GatherScratch Scratch { get; } = new(graph);

    internal VariableStore Variables { get; } = new(graph);

    /// <summary>The present place: before the event that is being folded, or before the step that is being taken.</summary>
    internal RunPoint Here => IsFolding ? new RunPoint(Folded - 1, Steps) : new RunPoint(Folded, Steps - 1);

    /// <summary>
    /// Why the run has to end, if it holds or computes more than it may; null otherwise. It takes no further steps: give it a
    /// <see cref="Model.Runs.RunFaulted"/> with this error.
    /// </summary>
    public Model.Nodes.NodeError? Excess => Outcome is null ? Budget.Excess : null;

    /// <summary>Whether there is nothing to do until an event comes.</summary>
    public bool IsIdle => !RunEngine.HasWork(this);

    /// <summary>The instances that wait for a timer, a signal or a child run.</summary>
    public IEnumerable<WaitingInstance> Waiting() => Live().Where(instance => IsWait(instance.Node, instance.State));

    /// <summary>All variables as they are now.</summary>
    public ValueMap VariableValues => Variables.All;

    /// <summary>What an instance that is active was answered to one of its changes of variables; null if that change was not made.</summary>
    public VariableAnswer? AnswerTo(VariableChanged change) =>
        EventFolder.Find(this, change) is var (frame, node) ? frame.Slot(node).Activity?.Answers?.GetValueOrDefault(change.Number) : null;

    /// <summary>The frame with this number, or null if it has left.</summary>
    public Frame? FrameById(long id) => Frames.GetValueOrDefault(id);

    /// <summary>The live frames, oldest first.</summary>
    internal List<Frame> LiveFrames() => [.. Frames.Values.OrderBy(frame => frame.Id)];

    /// <summary>Makes an error that happened here and now.</summary>
    internal RaisedError Raise(NodeError error, GraphNode node, Frame frame, int attempt) =>
        new(error, error.NodeId ?? node.Id, frame.Path, attempt) { Before = Here };

    /// <summary>Lists an error; one that goes on outwards through several nodes once.</summary>
    internal void List(RaisedError error)
    {
        if (_errors.Count < MostErrors && !_errors.Exists(listed => ReferenceEquals(listed, error)))
        {
            _errors.Add(error);
        }
    }

    private static bool IsWait(GraphNode node, NodeState state) =>
        state is NodeState.Waiting or NodeState.Retrying || (state == NodeState.Running && node.Operation == ControlOperation.Call);

    private IEnumerable<WaitingInstance> Live()
    {
        foreach (var frame in Frames.Values)
        {
            if (frame.Active == 0)
            {
                continue;
            }

            foreach (var index in frame.Region.Nodes)
            {
                var node = Graph.Nodes[index];
                var slot = frame.Slots[node.Local];
                if (slot.State is > NodeState.Idle and < NodeState.Completed)
                {
                    yield return new WaitingInstance(frame, node, slot.State, slot.Activity?.DueAt, slot.Activity?.Signal);
                }
            }
        }
    }
}
