namespace RayFlow.Nodes.Sdk;

/// <summary>
/// A node that touches the world or the run's state. It runs at least once: after a crash again, with the same
/// <see cref="NodeContext.IdempotencyKey"/>. Its outputs are stored before anything that follows it starts.
/// </summary>
public abstract class EffectNode : Node
{
    /// <summary>Does the work and sets the outputs.</summary>
    /// <param name="context">The run, the attempt, and what the node may use.</param>
    /// <param name="cancellationToken">Cancelled when the run is, or when the node's time is up; the node's result is then of no interest to anybody.</param>
    public abstract Task RunAsync(NodeContext context, CancellationToken cancellationToken);
}
