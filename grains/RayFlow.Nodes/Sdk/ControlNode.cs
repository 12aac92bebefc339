namespace RayFlow.Nodes.Sdk;

/// <summary>A node that the orchestrator executes itself. Its class only declares its pins and settings.</summary>
public abstract class ControlNode : Node
{
    // There are as many of them as the orchestrator knows operations.
    internal ControlNode()
    {
    }
}
