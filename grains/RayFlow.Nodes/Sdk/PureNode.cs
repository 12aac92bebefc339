namespace RayFlow.Nodes.Sdk;

/// <summary>
/// A node whose outputs depend on its inputs and settings alone. It is evaluated when somebody reads it, possibly more than once,
/// and is never stored: the same inputs must give the same outputs.
/// </summary>
public abstract class PureNode : Node
{
    /// <summary>Sets the outputs. Whatever it throws is its consumer's failure.</summary>
    public abstract void Evaluate();
}
