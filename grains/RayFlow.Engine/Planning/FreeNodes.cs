using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>Which nodes are free: pure, and with no exec edge at all. One that an exec edge leaves or enters runs, or does not, like any other.</summary>
internal static class FreeNodes
{
    /// <summary>Whether a node is evaluated when it is read.</summary>
    /// <param name="type">Its type; null if that is unknown.</param>
    /// <param name="node">Its index.</param>
    /// <param name="execIn">The exec edges that enter each node.</param>
    /// <param name="execOut">The exec edges that leave each node, <c>exec-error</c> included.</param>
    public static bool Contain(NodeDescriptor? type, int node, Adjacency execIn, Adjacency execOut) =>
        type is { Kind: NodeKind.Pure } && execIn[node].IsEmpty && execOut[node].IsEmpty;
}
