namespace RayFlow.Model.Nodes;

/// <summary>
/// Thrown by a <see cref="PureFunction"/> that was given up, for a reason that a replay may not find again. It is no failure of the node, which the
/// flow could handle: the run cannot be computed any further, and fails with this error. The state that was being computed is of no use any more.
/// </summary>
/// <param name="error">What the run fails with.</param>
public sealed class RunFaultException(NodeError error) : Exception(error.Message)
{
    /// <summary>What the run fails with.</summary>
    public NodeError Error => error;
}
