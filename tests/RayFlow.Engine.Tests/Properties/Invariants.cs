using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>Watches a run and throws when it does what no run may do.</summary>
internal sealed class Invariants(FlowGraph graph) : IRunObserver
{
    private readonly Dictionary<(long Frame, int Node), string> _started = [];
    private readonly Dictionary<(long Frame, int Node), string> _settled = [];
    private readonly Dictionary<long, Frame> _frames = [];
    private bool _hasEnded;

    /// <summary>Instances that completed or failed, and free pure nodes that were evaluated in a frame.</summary>
    public int Executed => _settled.Values.Count(state => state is "completed" or "failed") + _evaluated.Count;

    private readonly HashSet<(long Frame, int Node)> _evaluated = [];

    public void Advanced(DateTimeOffset now) => Require(!_hasEnded, "time passed after the end");

    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        See(frame);
        Require(attempt > 1 || _started.TryAdd((frame.Id, node.Index), "started"), $"{frame.InstancePath(node.Id)} fired twice");
        Require(!_settled.ContainsKey((frame.Id, node.Index)), $"{frame.InstancePath(node.Id)} started after it had settled");
        if (attempt == 1)
        {
            CheckExec(frame, node);
            CheckData(frame, node, node, []);
        }
    }

    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds) => Settle(frame, node, "completed");

    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        // It is not executed.
    }

    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        See(frame);
        Require(node.IsFree, $"{node.Id} is no free pure node");
        if (error is null)
        {
            _evaluated.Add((frame.Id, node.Index));
        }
    }

    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt) =>
        Require(_started.ContainsKey((frame.Id, node.Index)), $"{node.Id} is retried and was not started");

    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) => Settle(frame, node, "failed");

    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState)
    {
        Require(!_started.ContainsKey((frame.Id, node.Index)), $"{node.Id} was skipped after it had fired");
        Settle(frame, node, "skipped");
    }

    public void Cancelled(Frame frame, GraphNode node) => Settle(frame, node, "cancelled");

    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal) =>
        Require(_started.ContainsKey((frame.Id, node.Index)), $"{node.Id} waits and was not started");

    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        // Says nothing about the order of things.
    }

    public void Changed(RunEvent @event) => Require(!_hasEnded, "something changed after the end");

    public void Ended(Outcome outcome)
    {
        Require(!_hasEnded, "the run ended twice");
        _hasEnded = true;
    }

    /// <summary>Checks the frames that have left, and those that are live, after some steps.</summary>
    public void CheckFrames(RunState run)
    {
        run.LiveFrames().ForEach(See);
        var outside = run.LiveFrames().Sum(frame => frame.Slots.Count(slot => slot.IsOutside) + frame.Slots.Sum(slot => slot.Activity?.Gathering?.Asked.Count ?? 0) + (frame.TurnGathering?.Asked.Count ?? 0));
        var blocked = run.LiveFrames().Sum(frame => frame.Slots.Count(slot => slot.Activity?.Gathering?.IsBlocked == true) + (frame.TurnGathering?.IsBlocked == true ? 1 : 0));
        Require((outside, blocked) == (run.Outside, run.Blocked) || run.Outcome is not null, $"{run.Outside} are counted as going on outside and {run.Blocked} as blocked, and it is {outside} and {blocked}");
        foreach (var frame in _frames.Values)
        {
            var hasSettled = run.FrameById(frame.Id) is null || (run.Outcome is not null && frame.Parent is null);
            CheckSlots(frame, hasSettled && !frame.Cancelling && !WasNotEntered(frame));
            var active = frame.Slots.Count(slot => slot.State is > NodeState.Idle and < NodeState.Completed) + (frame.Deciding ? 1 : 0);
            Require(frame.Active == active || run.FrameById(frame.Id) is null || run.Outcome is not null, $"frame '{frame.Path}' counts {frame.Active} active instances of {active}");
        }

        foreach (var gone in _frames.Keys.Where(id => run.FrameById(id) is null).ToList())
        {
            _frames.Remove(gone);
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>Whether it is the turn that a while-loop did not take.</summary>
    private bool WasNotEntered(Frame frame) =>
        frame.Parent is not null && graph.Nodes[frame.Region.Owner].Operation == ControlOperation.While && Array.TrueForAll(frame.Slots, slot => slot is { State: NodeState.Idle, Live: 0 });

    private void See(Frame frame) => _frames[frame.Id] = frame;

    private void Settle(Frame frame, GraphNode node, string how)
    {
        See(frame);
        Require(!_hasEnded, $"{node.Id} settled after the end");
        Require(_settled.TryAdd((frame.Id, node.Index), how), $"{frame.InstancePath(node.Id)} settled twice: {_settled.GetValueOrDefault((frame.Id, node.Index))} and {how}");
    }

    private bool HasSettled(Frame frame, GraphNode node) => _settled.ContainsKey((frame.Id, node.Index));

    /// <summary>Counts the sources of a node's exec edges: enough of them must have settled for its join.</summary>
    private void CheckExec(Frame frame, GraphNode node)
    {
        if (node.Operation == ControlOperation.Start)
        {
            return;
        }

        var (certain, possible, total) = (0, 0, 0);
        foreach (var (source, port) in EdgesInto(node))
        {
            total++;
            if (port.Region >= 0)
            {
                certain++; // its owner has opened the frame
                possible++;
            }
            else if (HasSettled(frame, source))
            {
                certain += MustBeDead(frame, source, port) ? 0 : 1;
                possible++;
            }
            else if (source.Operation == ControlOperation.Sequence && _started.ContainsKey((frame.Id, source.Index)))
            {
                certain++;
                possible++;
            }
        }

        var need = node.Join.Mode switch { JoinMode.Any => 1, JoinMode.Count => node.Join.Count, _ => 1 };
        Require(certain >= need, $"{frame.InstancePath(node.Id)} fired with {certain} edges that can be live, and needs {need}");
        if (node.Join.Mode is JoinMode.All or JoinMode.Strict)
        {
            Require(total == possible, $"{frame.InstancePath(node.Id)} fired while an edge had not settled");
        }
    }

    private bool MustBeDead(Frame frame, GraphNode source, ExecPort port) => _settled[(frame.Id, source.Index)] switch
    {
        "skipped" or "cancelled" => true,
        "failed" when source.ErrorPort.Targets.Length > 0 => port != source.ErrorPort,
        "completed" => port == source.ErrorPort,
        _ => false, // a failed node that is skipped by its policy counts as completed
    };

    private void CheckData(Frame frame, GraphNode reader, GraphNode node, HashSet<int> seen)
    {
        var read = reader.IsLoop && reader == node ? reader.Inputs.Take(LoopRunner.FiringInputs(reader)) : node.Inputs;
        foreach (var source in read.Where(slot => slot.Source >= 0).Select(slot => graph.Nodes[slot.Source]))
        {
            if (source.IsFree)
            {
                if (seen.Add(source.Index))
                {
                    CheckData(frame, reader, source, seen);
                }

                continue;
            }

            if (InputReader.Home(frame, source) is { } home && !InputReader.IsInside(frame, source))
            {
                Require(HasSettled(home, source) || home.Cancelling, $"{frame.InstancePath(reader.Id)} read {source.Id}, which had not settled");
            }
        }
    }

    private IEnumerable<(GraphNode Source, ExecPort Port)> EdgesInto(GraphNode node) =>
        from source in graph.Nodes
        where source.Region >= 0
        from port in source.Ports
        from target in port.Targets
        where target == node.Index
        select (source, port);

    private void CheckSlots(Frame frame, bool hasSettled)
    {
        foreach (var index in frame.Region.Nodes)
        {
            var node = graph.Nodes[index];
            ref var slot = ref frame.Slot(node);
            var path = frame.InstancePath(node.Id);
            Require(slot.Unsettled >= 0 && slot.Live >= 0 && slot.Live + slot.Unsettled <= node.ExecInputs, $"{path} has {slot.Live} live and {slot.Unsettled} unsettled of {node.ExecInputs} edges");
            Require(slot.IsSettled == HasSettled(frame, node) || slot.State == NodeState.Completed, $"{path} is {slot.State}, and its observer was told otherwise");
            Require(!slot.IsSettled || slot.Activity is null, $"{path} has settled and keeps what it needed to run");
            if (hasSettled)
            {
                Require(slot.Unsettled == 0, $"{path} has {slot.Unsettled} edges that are neither live nor dead, and its frame has settled");
                Require(slot.IsSettled, $"{path} is {slot.State}, and its frame has settled");
                CheckVerdict(node, slot, path);
            }
        }
    }

    private static void CheckVerdict(GraphNode node, NodeSlot slot, string path)
    {
        if (node.ExecInputs == 0)
        {
            return;
        }

        var fires = node.Join.Mode == JoinMode.Count ? slot.Live >= node.Join.Count : slot.Live > 0;
        Require(fires == (slot.State != NodeState.Skipped), $"{path} is {slot.State} with {slot.Live} of {node.ExecInputs} edges live and a join {node.Join}");
    }
}
