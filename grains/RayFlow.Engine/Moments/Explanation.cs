using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Moments;

/// <summary>Why a node instance is what it is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Frame">The path of its frame.</param>
/// <param name="Sequence">The event after which it is so.</param>
/// <param name="State">Where it is.</param>
/// <param name="Reason">Why.</param>
/// <param name="Because">The edges that decided, or that are waited for.</param>
public sealed record Explanation(GraphNode Node, string Frame, long Sequence, InstanceState State, ExplainedBy Reason, IReadOnlyList<DecidingEdge> Because);

/// <summary>What decided over a node instance.</summary>
public enum ExplainedBy
{
    /// <summary>It is START, which fires when the run starts.</summary>
    Start,

    /// <summary>It fired since enough of its exec edges went live.</summary>
    Fired,

    /// <summary>It was skipped since no more of its exec edges can go live than have, and these are too few.</summary>
    DeadEdges,

    /// <summary>It waits for exec edges that have not settled.</summary>
    PendingEdges,

    /// <summary>Its edges let it fire, and it waits for a node that it reads from.</summary>
    PendingSources,

    /// <summary>It is about to fire, or would be if the run were not paused.</summary>
    ItsTurn,

    /// <summary>It can never fire: what would have to come before it is over.</summary>
    Never,

    /// <summary>It has no exec edges: it is evaluated when a node that reads from it fires.</summary>
    Evaluated,

    /// <summary>It was ended from outside: the run, a turn or a try around it ended.</summary>
    Ended,
}

/// <summary>An edge that decided over a node instance, with the cause of its own state.</summary>
/// <param name="Edge">What it is called.</param>
/// <param name="Source">The node that it leaves.</param>
/// <param name="Frame">The path of that node's frame.</param>
/// <param name="IsLive">True: live; false: dead; null: pending. For a data edge null: its source has not settled.</param>
/// <param name="SourceState">Where its source is.</param>
/// <param name="Omitted">How many edges lie between it and <paramref name="Because"/> that are not told.</param>
/// <param name="Because">What decided over the source; empty where it began, and for what was told before.</param>
public sealed record DecidingEdge(string Edge, GraphNode Source, string Frame, bool? IsLive, InstanceState SourceState, int Omitted, IReadOnlyList<DecidingEdge> Because);
