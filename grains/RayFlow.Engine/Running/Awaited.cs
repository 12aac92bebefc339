using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>Which outcomes a run waits for: a report of any other attempt is late, comes twice, or was never asked for.</summary>
public static class Awaited
{
    /// <summary>Whether the outcome of an attempt is waited for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="frameId">The instance's frame.</param>
    /// <param name="nodeIndex">The instance's node.</param>
    /// <param name="consumer">For a pure node that is evaluated for a firing of another node: that node's index; else -1.</param>
    /// <param name="attempt">From 1.</param>
    public static bool IsNode(RunState run, long frameId, int nodeIndex, int consumer, int attempt)
    {
        if (run.Outcome is not null || run.FrameById(frameId) is not { } frame || (uint)nodeIndex >= (uint)run.Graph.Nodes.Length)
        {
            return false;
        }

        var node = run.Graph.Nodes[nodeIndex];
        if (consumer < 0)
        {
            return node.Region == frame.Region.Index && frame.Slot(node) is { State: NodeState.Running, Activity: { } activity } && activity.Attempt == attempt;
        }

        return (uint)consumer < (uint)run.Graph.Nodes.Length
            && DataGatherer.Find(frame, run.Graph.Nodes[consumer], DataGatherer.PurposeOf(frame, run.Graph.Nodes[consumer])) is { } gathering
            && gathering.Asked.Exists(asked => asked.Node == node && asked.Attempt == attempt);
    }

    /// <summary>Whether the end of a child run is waited for, be it that its result is not wanted any more.</summary>
    public static bool IsChild(RunState run, long frameId, int nodeIndex, int attempt) => run.Children.IsOpen(frameId, nodeIndex, attempt);

    /// <summary>Which attempt an event reports of; null if it reports of none.</summary>
    public static (long Frame, int Node, int Consumer, int Attempt)? OfReport(RunEvent? @event) => @event switch
    {
        NodeCompleted completed => (completed.Frame, completed.Node, completed.Consumer, completed.Attempt),
        NodeFailed failed => (failed.Frame, failed.Node, failed.Consumer, failed.Attempt),
        _ => null,
    };
}
