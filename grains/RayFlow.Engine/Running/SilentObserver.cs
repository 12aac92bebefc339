using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Is told everything and does nothing: for observers that look for one thing.</summary>
public abstract class SilentObserver : IDetailObserver
{
    /// <inheritdoc/>
    public virtual void Advanced(DateTimeOffset now)
    {
    }

    /// <inheritdoc/>
    public virtual void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
    }

    /// <inheritdoc/>
    public virtual void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
    }

    /// <inheritdoc/>
    public virtual void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
    }

    /// <inheritdoc/>
    public virtual void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
    }

    /// <inheritdoc/>
    public virtual void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt)
    {
    }

    /// <inheritdoc/>
    public virtual void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds)
    {
    }

    /// <inheritdoc/>
    public virtual void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState)
    {
    }

    /// <inheritdoc/>
    public virtual void Cancelled(Frame frame, GraphNode node)
    {
    }

    /// <inheritdoc/>
    public virtual void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal)
    {
    }

    /// <inheritdoc/>
    public virtual void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
    }

    /// <inheritdoc/>
    public virtual void Changed(RunEvent @event)
    {
    }

    /// <inheritdoc/>
    public virtual void Ended(Outcome outcome)
    {
    }

    /// <inheritdoc/>
    public virtual void Opened(Frame frame)
    {
    }

    /// <inheritdoc/>
    public virtual void Closed(Frame frame)
    {
    }

    /// <inheritdoc/>
    public virtual void Readied(Frame frame, GraphNode node)
    {
    }

    /// <inheritdoc/>
    public virtual void Blocked(Frame frame, GraphNode node)
    {
    }

    /// <inheritdoc/>
    public virtual void Settled(Frame frame, GraphNode source, int port, bool isLive)
    {
    }

    /// <inheritdoc/>
    public virtual void Assigned(Frame frame, GraphNode node, VariableChange change, Value? value, bool isInPlace)
    {
    }

    /// <inheritdoc/>
    public virtual void Unpaused()
    {
    }

    /// <inheritdoc/>
    public virtual void TookBack(RunState run)
    {
    }
}
