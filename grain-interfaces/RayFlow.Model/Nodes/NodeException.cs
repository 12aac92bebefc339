namespace RayFlow.Model.Nodes;

/// <summary>Thrown by a node to fail with a code of its own. Every other exception fails it with the code <c>node_failed</c>.</summary>
/// <param name="code">A stable code in snake case.</param>
/// <param name="message">What happened, with which values, and what to do.</param>
/// <param name="retryable">False if trying again cannot help.</param>
public sealed class NodeException(string code, string message, bool retryable = false) : Exception(message)
{
    /// <summary>The failure as data.</summary>
    public NodeError Error => new(code, Message, retryable);
}
