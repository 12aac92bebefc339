using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>Why a node failed. Data: it is recorded, shown and handled by the node's policy.</summary>
/// <param name="Code">A stable code in snake case.</param>
/// <param name="Message">What happened, with which values, and what to do.</param>
/// <param name="Retryable">False if trying again cannot help.</param>
/// <param name="NodeId">The node that failed if it is not the one that the error is reported for (a pure node that it reads from).</param>
public sealed record NodeError(string Code, string Message, bool Retryable = true, string? NodeId = null)
{
    /// <summary>The dict that <c>exec-error</c> and catch hand on: code, message, node_id, attempt.</summary>
    public ValueMap ToValue(string nodeId, int attempt) =>
        ValueMap.Of(("code", Code), ("message", Message), ("node_id", NodeId ?? nodeId), ("attempt", (long)attempt));
}
