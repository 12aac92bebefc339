using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>
/// A replay came to another result than the run that wrote the journal: the flow's light nodes, the limits or the engine decide differently than they
/// did. The state that was being rebuilt is of no use; the journal is as it was.
/// </summary>
public sealed class NondeterminismException : Exception
{
    internal NondeterminismException(RunState state, RunEvent @event, int index, string what)
        : base($"Replay of the run's event {index} ({Words(state, @event)}) does not agree with its journal: {what}. Restore the node code and the version of the program that the run was recorded with, or terminate the run.")
    {
        Index = index;
        Kind = @event.GetType().Name;
        if (@event is InstanceEvent instance)
        {
            NodeId = NodeOf(state, instance)?.Id;
            Frame = FrameOf(state, instance);
        }
    }

    /// <summary>Which event of the run it was, from 0. Events that a retry took back do not count.</summary>
    public int Index { get; }

    /// <summary>The event's type, such as <c>NodeCompleted</c>.</summary>
    public string Kind { get; }

    /// <summary>The node that the event concerns; null if it concerns none.</summary>
    public string? NodeId { get; }

    /// <summary>That node's frame, empty for the root and <c>#7</c> for a frame that the replay does not have; null if the event concerns no node.</summary>
    public string? Frame { get; }

    private static GraphNode? NodeOf(RunState state, InstanceEvent @event) =>
        (uint)@event.Node < (uint)state.Graph.Nodes.Length ? state.Graph.Nodes[@event.Node] : null;

    private static string FrameOf(RunState state, InstanceEvent @event) => state.FrameById(@event.Frame)?.Path ?? $"#{@event.Frame}";

    private static string Words(RunState state, RunEvent @event)
    {
        if (@event is not InstanceEvent instance)
        {
            return @event.GetType().Name;
        }

        var frame = FrameOf(state, instance);
        return $"{@event.GetType().Name} of node '{NodeOf(state, instance)?.Id ?? $"#{instance.Node}"}'{(frame.Length == 0 ? "" : $" in frame '{frame}'")}";
    }
}
