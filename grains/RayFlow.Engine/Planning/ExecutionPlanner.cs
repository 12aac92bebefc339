using RayFlow.Engine.Running;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>
/// Counts down exec edges: what a settled node makes live or dead, who fires, who is skipped, and when a frame has nothing left to do.
/// Work per settled node is in proportion to its outgoing edges.
/// </summary>
internal static class ExecutionPlanner
{
    /// <summary>Starts a region: makes the edges of its owner's port live in a new frame.</summary>
    public static void Enter(RunState run, Frame frame)
    {
        var owner = run.Graph.Nodes[frame.Region.Owner];
        run.Details?.Settled(frame, owner, frame.Region.Port, isLive: true);
        foreach (var target in owner.Ports[frame.Region.Port].Targets)
        {
            SettleEdge(run, frame, run.Graph.Nodes[target], live: true, cause: owner.Index);
        }

        SkipAll(run);
        CheckSettled(run, frame);
    }

    /// <summary>Lets a node fire when it is its turn.</summary>
    public static void Enqueue(RunState run, Frame frame, GraphNode node)
    {
        frame.Slot(node).State = NodeState.Ready;
        frame.Active++;
        run.Details?.Readied(frame, node);
        if (node.Sequence >= 0)
        {
            frame.Slot(run.Graph.Nodes[node.Sequence]).Activity!.Sequence!.Active++;
        }

        run.Ready.Enqueue((frame, node.Index, Purpose.Fire));
    }

    /// <summary>A node completed: one port goes live (-1: none), the others dead.</summary>
    public static void Complete(RunState run, Frame frame, GraphNode node, Value[] outputs, int livePort, double? seconds = null)
    {
        run.NodesExecuted++;
        run.Observer?.Completed(frame, node, outputs, seconds);
        Settle(run, frame, node, outputs, livePort);
    }

    /// <summary>A node is not executed: it has these outputs.</summary>
    public static void TakeOver(RunState run, Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, Value[] outputs, int livePort)
    {
        run.NodesTakenOver++;
        run.Observer?.TookOver(frame, node, inputs, outputs);
        Settle(run, frame, node, outputs, livePort);
    }

    private static void Settle(RunState run, Frame frame, GraphNode node, Value[] outputs, int livePort)
    {
        ref var slot = ref frame.Slot(node);
        run.Outside -= slot.IsOutside ? 1 : 0;
        slot.State = NodeState.Completed;
        slot.Outputs = outputs;
        run.Budget.Hold(node, outputs);
        SettlePorts(run, frame, node, livePort);
        Leave(run, frame, node);
    }

    /// <summary>Settles a node's outgoing edges: those of one port live (-1: none), the others dead. Ports that lead into regions have none here.</summary>
    public static void SettlePorts(RunState run, Frame frame, GraphNode node, int livePort)
    {
        for (var port = 0; port < node.Ports.Length; port++)
        {
            if (node.Ports[port].Region >= 0)
            {
                continue;
            }

            run.Details?.Settled(frame, node, port, port == livePort);
            foreach (var target in node.Ports[port].Targets)
            {
                SettleEdge(run, frame, run.Graph.Nodes[target], port == livePort, node.Index);
            }
        }

        SkipAll(run);
    }

    /// <summary>A node that was active has settled: wakes who waits for it, and counts it out of its branches and its frame.</summary>
    public static void Leave(RunState run, Frame frame, GraphNode node)
    {
        frame.Slot(node).Activity = null;
        WakeReaders(run, frame, node);
        if (node.Sequence >= 0 && frame.Slot(run.Graph.Nodes[node.Sequence]).Activity?.Sequence is { } progress && --progress.Active == 0)
        {
            // By way of the queue: branches may nest as deep as a flow is long.
            run.Ready.Enqueue((frame, node.Sequence, Purpose.Branch));
        }

        frame.Active--;
        CheckSettled(run, frame);
    }

    /// <summary>Starts the next branch of a sequence that has anything to do, or completes it.</summary>
    public static void Advance(RunState run, Frame frame, GraphNode sequence)
    {
        if (frame.Slot(sequence).Activity?.Sequence is not { Active: 0 } progress)
        {
            return;
        }

        while (++progress.Branch < sequence.Ports.Length - 1)
        {
            run.Details?.Settled(frame, sequence, progress.Branch, isLive: true);
            foreach (var target in sequence.Ports[progress.Branch].Targets)
            {
                SettleEdge(run, frame, run.Graph.Nodes[target], live: true, cause: sequence.Index);
            }

            SkipAll(run);
            if (progress.Active > 0)
            {
                return;
            }
        }

        CompleteSteering(run, frame, sequence);
    }

    /// <summary>Queues a frame in which nothing is active any more.</summary>
    public static void CheckSettled(RunState run, Frame frame)
    {
        if (frame.Active == 0 && !frame.Settled)
        {
            frame.Settled = true;
            run.SettledFrames.Enqueue(frame);
        }
    }

    private static void CompleteSteering(RunState run, Frame frame, GraphNode sequence)
    {
        // Its branches' edges are settled already; only exec-error is left to go dead.
        ref var slot = ref frame.Slot(sequence);
        slot.State = NodeState.Completed;
        slot.Outputs = [];
        run.NodesExecuted++;
        run.Observer?.Completed(frame, sequence, [], null);
        run.Details?.Settled(frame, sequence, sequence.Ports.Length - 1, isLive: false);
        foreach (var target in sequence.ErrorPort.Targets)
        {
            SettleEdge(run, frame, run.Graph.Nodes[target], live: false, cause: sequence.Index);
        }

        SkipAll(run);
        Leave(run, frame, sequence);
    }

    private static void SettleEdge(RunState run, Frame frame, GraphNode target, bool live, int cause)
    {
        ref var slot = ref frame.Slot(target);
        slot.Unsettled--;
        if (live)
        {
            slot.Live++;
        }
        else
        {
            slot.Cause = cause + 1;
        }

        if (slot.State != NodeState.Idle || frame.Cancelling)
        {
            return;
        }

        switch (target.Join.Mode)
        {
            case JoinMode.Any when live:
            case JoinMode.Count when slot.Live >= target.Join.Count:
            case JoinMode.All when slot.Unsettled == 0 && slot.Live > 0:
                Enqueue(run, frame, target);
                break;
            case JoinMode.Strict when slot.Live > 0 && (slot.Unsettled == 0 || slot.Live + slot.Unsettled < target.ExecInputs):
                Enqueue(run, frame, target); // with a dead edge it fails when it fires
                break;
            case JoinMode.Count when slot.Live + slot.Unsettled < target.Join.Count:
                run.Skips.Push((frame, target.Index));
                break;
            default:
                if (slot.Unsettled == 0 && slot.Live == 0)
                {
                    run.Skips.Push((frame, target.Index));
                }

                break;
        }
    }

    private static void SkipAll(RunState run)
    {
        while (run.Skips.TryPop(out var skip))
        {
            var (frame, node) = (skip.Frame, run.Graph.Nodes[skip.Node]);
            ref var slot = ref frame.Slot(node);
            if (slot.State != NodeState.Idle)
            {
                continue;
            }

            slot.State = NodeState.Skipped;
            var cause = slot.Cause - 1;
            if (run.Observer is { } observer)
            {
                var causeNode = cause >= 0 ? run.Graph.Nodes[cause] : null;
                observer.Skipped(frame, node, causeNode, causeNode is null ? NodeState.Idle : frame.Slot(causeNode).State);
            }

            WakeReaders(run, frame, node);
            for (var port = 0; port < node.Ports.Length; port++)
            {
                if (node.Ports[port].Region >= 0)
                {
                    continue;
                }

                run.Details?.Settled(frame, node, port, isLive: false);
                foreach (var target in node.Ports[port].Targets)
                {
                    SettleEdge(run, frame, run.Graph.Nodes[target], live: false, cause);
                }
            }
        }
    }

    /// <summary>Wakes who waits for nodes of a frame that is being ended: those that have not fired never will.</summary>
    public static void WakeAllOver(RunState run, Frame frame)
    {
        foreach (var local in frame.Waiters?.Keys.Order().ToList() ?? [])
        {
            var node = run.Graph.Nodes[frame.Region.Nodes[local]];
            if (frame.IsOver(node))
            {
                WakeReaders(run, frame, node);
            }
        }
    }

    private static void WakeReaders(RunState run, Frame frame, GraphNode node)
    {
        if (frame.Waiters is null || !frame.Waiters.Remove(node.Local, out var waiters))
        {
            return;
        }

        foreach (var (reader, index, purpose) in waiters)
        {
            DataGatherer.Arrived(run, reader, run.Graph.Nodes[index], purpose);
        }
    }
}
