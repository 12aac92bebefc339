namespace RayFlow.GrainInterfaces.Runs;

/// <summary>The answer to why a node instance is what it is.</summary>
/// <param name="Explanation">Why; null: there is no such event, node or frame.</param>
/// <param name="LastEvent">The number of the run's last event so far.</param>
/// <param name="HasNode">Whether the flow has the node.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ExplainAnswer")]
public sealed record ExplainAnswer([property: Id(0)] NodeExplanation? Explanation, [property: Id(1)] long LastEvent, [property: Id(2)] bool HasNode);

/// <summary>Why a node instance was what it was after one of the run's events.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Frame">Its frame; empty for the root.</param>
/// <param name="Sequence">The event's number.</param>
/// <param name="State">As in a <see cref="MomentNode"/>.</param>
/// <param name="Reason"><c>start</c>, <c>fired</c>, <c>dead_edges</c>, <c>pending_edges</c>, <c>pending_sources</c>, <c>its_turn</c>, <c>never</c>, <c>evaluated</c> or <c>ended</c>.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Because">The edges that decided, or that were waited for.</param>
[GenerateSerializer, Immutable, Alias("rayflow.NodeExplanation")]
public sealed record NodeExplanation(
    [property: Id(0)] string NodeId,
    [property: Id(1)] string Frame,
    [property: Id(2)] long Sequence,
    [property: Id(3)] string State,
    [property: Id(4)] string Reason,
    [property: Id(5)] string Message,
    [property: Id(6)] IReadOnlyList<ExplainedEdge> Because);

/// <summary>An edge that decided over a node instance, with the cause of its own state.</summary>
/// <param name="EdgeId">Its id; for an edge without, its ends in words.</param>
/// <param name="Source">The node that it leaves.</param>
/// <param name="Frame">That node's frame.</param>
/// <param name="IsLive">True: live; false: dead; null: pending.</param>
/// <param name="SourceState">The state of the node that it leaves, as in a <see cref="MomentNode"/>.</param>
/// <param name="Omitted">How many edges lie between it and <paramref name="Because"/> that are not told.</param>
/// <param name="Because">What decided over that node; empty where it began, and for a node that was told of before.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ExplainedEdge")]
public sealed record ExplainedEdge(
    [property: Id(0)] string EdgeId,
    [property: Id(1)] string Source,
    [property: Id(2)] string Frame,
    [property: Id(3)] bool? IsLive,
    [property: Id(4)] string SourceState,
    [property: Id(5)] int Omitted,
    [property: Id(6)] IReadOnlyList<ExplainedEdge> Because);
