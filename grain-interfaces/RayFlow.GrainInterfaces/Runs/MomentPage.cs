using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A run as it was after one of its events, with a page of its node instances.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.MomentPage")]
public sealed record MomentPage
{
    /// <summary>The event's number.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>When it happened, UTC.</summary>
    [Id(1)]
    public required DateTimeOffset At { get; init; }

    /// <summary>Where the run was in its life.</summary>
    [Id(2)]
    public required RunStatus Status { get; init; }

    /// <summary>Node instances: frames in the order in which they opened, in each the nodes in their order. Of frames that are over, those of which there is anything to tell.</summary>
    [Id(3)]
    public required IReadOnlyList<MomentNode> Nodes { get; init; }

    /// <summary>The exec edges that enter these.</summary>
    [Id(4)]
    public required IReadOnlyList<MomentEdge> Edges { get; init; }

    /// <summary>All variables.</summary>
    [Id(5)]
    public required ValueMap Variables { get; init; }

    /// <summary>What the run waited for, the first hundred.</summary>
    [Id(6)]
    public required IReadOnlyList<RunWait> WaitingFor { get; init; }

    /// <summary>The position to continue after; null: there is no more.</summary>
    [Id(7)]
    public long? Next { get; init; }
}

/// <summary>A node instance at a moment.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Frame">Its frame such as <c>for1[3]</c>; empty for the root.</param>
/// <param name="State"><c>pending</c>, <c>ready</c>, <c>running</c>, <c>waiting</c>, <c>completed</c>, <c>failed</c>, <c>skipped</c>, <c>cancelled</c> or <c>taken_over</c>.</param>
/// <param name="Attempt">The attempt that ran or had run last, from 1; 0 before it fired.</param>
/// <param name="Inputs">What it read; null before it fired.</param>
/// <param name="Outputs">What it gave; null before it completed.</param>
/// <param name="Error">Why it or its last attempt failed; null if neither had.</param>
[GenerateSerializer, Immutable, Alias("rayflow.MomentNode")]
public sealed record MomentNode(
    [property: Id(0)] string NodeId,
    [property: Id(1)] string Frame,
    [property: Id(2)] string State,
    [property: Id(3)] int Attempt,
    [property: Id(4)] ValueMap? Inputs,
    [property: Id(5)] ValueMap? Outputs,
    [property: Id(6)] RunError? Error);

/// <summary>An exec edge at a moment.</summary>
/// <param name="EdgeId">Its id; for an edge without, its ends in words.</param>
/// <param name="Frame">The frame of the node that it enters.</param>
/// <param name="IsLive">True: live; false: dead; null: pending.</param>
[GenerateSerializer, Immutable, Alias("rayflow.MomentEdge")]
public sealed record MomentEdge([property: Id(0)] string EdgeId, [property: Id(1)] string Frame, [property: Id(2)] bool? IsLive);
