using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Running;

/// <summary>A node instance that waits.</summary>
/// <param name="Frame">Its frame.</param>
/// <param name="Node">Its node.</param>
/// <param name="State">Waiting, retrying, or running for a child run.</param>
/// <param name="DueAt">When its timer is due; null if it has none.</param>
/// <param name="Signal">The signal that it waits for; null if it does not.</param>
public readonly record struct WaitingInstance(Frame Frame, GraphNode Node, NodeState State, DateTimeOffset? DueAt, string? Signal);
