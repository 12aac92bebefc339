using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Moments;

/// <summary>A run as it was after one of its events.</summary>
/// <param name="Sequence">The event's number.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Stage">Where the run was in its life.</param>
/// <param name="Instances">A page of its node instances: frames in the order in which they opened, in each the nodes in their order.</param>
/// <param name="Next">The position to continue after; null: there is no more.</param>
/// <param name="Variables">All variables.</param>
/// <param name="Waits">What it waited for, the first hundred.</param>
public sealed record RunMoment(
    long Sequence, DateTimeOffset At, RunStage Stage, IReadOnlyList<InstanceMoment> Instances, long? Next, ValueMap Variables, IReadOnlyList<InstanceWait> Waits);

/// <summary>A node instance at a moment.</summary>
/// <param name="Node">The node.</param>
/// <param name="Frame">The path of its frame; empty for the root.</param>
/// <param name="State">Where it is.</param>
/// <param name="Attempt">The attempt that runs or ran last, from 1; 0 before the first.</param>
/// <param name="Inputs">What it read, by the place of the input; null before it fired.</param>
/// <param name="Outputs">What it gave, by the place of the output; null before it completed.</param>
/// <param name="Error">Why it failed, or its last attempt did; null if neither has.</param>
/// <param name="Edges">The exec edges that enter it.</param>
public sealed record InstanceMoment(
    GraphNode Node, string Frame, InstanceState State, int Attempt, Value[]? Inputs, Value[]? Outputs, NodeError? Error, IReadOnlyList<EdgeMoment> Edges);

/// <summary>An exec edge at a moment.</summary>
/// <param name="Edge">What it is called.</param>
/// <param name="Source">The node that it leaves.</param>
/// <param name="IsLive">True: live; false: dead; null: pending.</param>
public readonly record struct EdgeMoment(string Edge, GraphNode Source, bool? IsLive);

/// <summary>A wait of a node instance.</summary>
/// <param name="Node">The node.</param>
/// <param name="Frame">The path of its frame.</param>
/// <param name="Attempt">The attempt that waits, or that failed before.</param>
/// <param name="IsRetry">Whether it waits for its next attempt.</param>
/// <param name="DueAt">When the wait ends by itself, UTC; null: never.</param>
/// <param name="Signal">The signal that it waits for; null: none.</param>
public sealed record InstanceWait(GraphNode Node, string Frame, int Attempt, bool IsRetry, DateTimeOffset? DueAt, string? Signal);
