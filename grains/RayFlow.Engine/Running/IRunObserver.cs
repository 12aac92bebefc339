using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>
/// Is told what happens in a run, in the order in which it happens. The order and the content are the same in every replay,
/// so that an observer's numbering is too. Spans are valid during the call only.
/// </summary>
public interface IRunObserver
{
    /// <summary>What is told from now on happened at this time.</summary>
    void Advanced(DateTimeOffset now);

    /// <summary>A node fired and has what it reads.</summary>
    void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs);

    /// <summary>A node completed.</summary>
    void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds);

    /// <summary>A node was not executed: it has the outputs that it was given, or that it gave in another run.</summary>
    void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs);

    /// <summary>A pure node was evaluated for a consumer.</summary>
    void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error);

    /// <summary>An attempt failed and another follows.</summary>
    void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt);

    /// <summary>A node failed for good.</summary>
    void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds);

    /// <summary>A node was skipped because of what another decided; null if it is not known.</summary>
    void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState);

    /// <summary>A node was ended from outside.</summary>
    void Cancelled(Frame frame, GraphNode node);

    /// <summary>A node waits for a timer, a signal or a child run.</summary>
    void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal);

    /// <summary>A node wrote lines.</summary>
    void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines);

    /// <summary>The run was started, forked, paused, resumed, retried.</summary>
    void Changed(RunEvent @event);

    /// <summary>The run ended.</summary>
    void Ended(Outcome outcome);
}
