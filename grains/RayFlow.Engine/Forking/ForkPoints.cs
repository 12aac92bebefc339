using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Forking;

/// <summary>
/// Finds the place in a journal that belongs to a place in the run's event stream. A run stands still only between two steps: an event in the middle
/// of one belongs to the place after it, the firing of a node to the place before it.
/// </summary>
public sealed class ForkPoints
{
    private readonly FlowGraph _graph;
    private readonly RunLimits _limits;
    private readonly IReadOnlyList<RunEvent> _journal;

    /// <summary>The points of a run.</summary>
    /// <param name="graph">Its flow.</param>
    /// <param name="limits">What it may not exceed.</param>
    /// <param name="journal">Its events from the first on.</param>
    public ForkPoints(FlowGraph graph, RunLimits limits, IReadOnlyList<RunEvent> journal) => (_graph, _limits, _journal) = (graph, limits, journal);

    /// <summary>The place after an event; null if there is no such event.</summary>
    public ForkPoint? After(long sequence) => sequence < 1 ? null : Find(new Finder(sequence, null, ""));

    /// <summary>The place just before an instance fired, the last time if a retry made it fire again; null if it has not fired.</summary>
    /// <param name="node">The node; for one without exec edges, the place is before the node that it was evaluated for.</param>
    /// <param name="frame">The path of its frame.</param>
    public ForkPoint? Before(GraphNode node, string frame) => Find(new Finder(long.MaxValue, node, frame));

    /// <summary>The run at a place.</summary>
    /// <param name="point">The place.</param>
    /// <param name="observer">Is told what led there; null: nobody.</param>
    public RunState At(ForkPoint point, IRunObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        var state = RunReplay.Fold(_graph, _limits, _journal.Take(point.Events), observer);
        RunEngine.Decide(state, new Continued { At = default, Step = point.Steps }, 0);
        return state;
    }

    private ForkPoint? Find(Finder finder)
    {
        finder.Run = new RunState(_graph, _limits, finder);
        var state = RunReplay.Fold(finder.Run, Counted(finder));
        RunEngine.Repeat(state, long.MaxValue);
        return finder.Found;
    }

    private IEnumerable<RunEvent> Counted(Finder finder)
    {
        foreach (var @event in _journal)
        {
            finder.Read++;
            yield return @event;
        }

        finder.IsAtEnd = true;
    }

    /// <summary>Numbers events as the event stream does, and knows where in the journal it is.</summary>
    private sealed class Finder(long wanted, GraphNode? wantedNode, string wantedFrame) : SilentObserver
    {
        private long _sequence;
        private ForkPoint _before = new(0, 0, 0);

        public RunState Run { get; set; } = null!;

        /// <summary>How many events of the journal were read, the one that is being folded included.</summary>
        public int Read { get; set; }

        public bool IsAtEnd { get; set; }

        public ForkPoint? Found { get; private set; }

        public override void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs) => Tell(frame, node);

        public override void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds) => Tell(frame, node);

        public override void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs) => Tell(frame, node);

        public override void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error) => Tell(frame, node);

        public override void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) => Tell(frame, node);

        public override void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt) => Tell();

        public override void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState) => Tell();

        public override void Cancelled(Frame frame, GraphNode node) => Tell();

        public override void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal) => Tell();

        public override void Changed(RunEvent @event) => Tell();

        public override void Ended(Outcome outcome) => Tell();

        public override void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                Tell();
            }
        }

        public override void TookBack(RunState run)
        {
            Run = run;
            if (wantedNode is null || Found is null)
            {
                return;
            }

            // What is taken back with the failure fires again.
            var frame = run.LiveFrames().Find(live => live.Path == wantedFrame);
            if (wantedNode.IsFree || (frame is not null && frame.Region.Index == wantedNode.Region && frame.Slot(wantedNode).State <= NodeState.Preparing))
            {
                Found = null;
            }
        }

        private void Tell(Frame frame, GraphNode node)
        {
            Stand();
            if (node == wantedNode && Found is null && frame.Path == wantedFrame)
            {
                Found = _before;
            }

            Tell();
        }

        private void Tell()
        {
            Stand();
            _sequence++;
            if (wantedNode is null && _sequence >= wanted && After() is var after && (Found is null || (Found with { Sequence = _sequence }) == after))
            {
                Found = after;
            }
        }

        /// <summary>Notes where the run stood before the present step or event: what is told now may be one thing of several that this does.</summary>
        private void Stand()
        {
            var (events, steps) = (Run.IsFolding || !IsAtEnd ? Read - 1 : Read, Run.IsFolding ? Run.Steps : Run.Steps - 1);
            if (_before.Events != events || _before.Steps != steps)
            {
                _before = new ForkPoint(events, steps, _sequence);
            }
        }

        private ForkPoint After() => new(Run.IsFolding || IsAtEnd ? Read : Read - 1, Run.Steps, _sequence);
    }
}
