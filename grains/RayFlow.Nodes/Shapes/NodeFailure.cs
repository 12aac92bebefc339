using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>Makes a node's failure of whatever it threw.</summary>
internal static class NodeFailure
{
    private const int MaxMessage = 4096;

    /// <summary>An exception of a node keeps its code; every other is <c>node_failed</c> with its message, and may be retried.</summary>
    public static NodeException Of(Exception failure)
    {
        if (failure is NodeException known)
        {
            return known;
        }

        var message = failure.Message is { Length: > 0 } text ? text : failure.GetType().Name;
        return new NodeException(NodeErrorCodes.NodeFailed, message.Length <= MaxMessage ? message : message[..MaxMessage], retryable: true);
    }
}
