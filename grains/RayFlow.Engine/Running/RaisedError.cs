using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>A failure of a node instance, as the run reports it.</summary>
/// <param name="Error">What happened.</param>
/// <param name="NodeId">The node that failed.</param>
/// <param name="Frame">Its frame's path; empty for the root.</param>
/// <param name="Attempt">The attempt that failed, from 1.</param>
public sealed record RaisedError(NodeError Error, string NodeId, string Frame, int Attempt)
{
    /// <summary>How far the run was before this happened: where it goes on if it is retried.</summary>
    internal RunPoint Before { get; init; }
}
