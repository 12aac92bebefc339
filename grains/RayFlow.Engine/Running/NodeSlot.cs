using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What a frame knows of one node.</summary>
internal struct NodeSlot
{
    /// <summary>Where it is in its life.</summary>
    public NodeState State;

    /// <summary>Incoming exec edges that are not settled.</summary>
    public int Unsettled;

    /// <summary>Incoming exec edges that are live.</summary>
    public int Live;

    /// <summary>For a dead edge, and so for a skipped node: the node that decided so, plus one; 0 if there is none.</summary>
    public int Cause;

    /// <summary>Its outputs once it has settled with any.</summary>
    public Value[]? Outputs;

    /// <summary>What is needed while it is between firing and settling.</summary>
    public Activity? Activity;

    /// <summary>Whether something outside works or waits for it: its grain, a child run, a timer, a signal.</summary>
    public readonly bool IsOutside => State is NodeState.Running or NodeState.Retrying or NodeState.Waiting;

    public readonly bool IsSettled => State >= NodeState.Completed;
}
