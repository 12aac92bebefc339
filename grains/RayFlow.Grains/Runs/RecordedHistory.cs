using RayFlow.Engine.Moments;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>A run's history and its moments, both from one folding of the journal.</summary>
internal sealed class RecordedHistory(RunHistory history, RunRecording recording) : IDetailObserver
{
    public void Advanced(DateTimeOffset now) => Tell(observer => observer.Advanced(now));

    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        history.Started(frame, node, attempt, inputs);
        recording.Started(frame, node, attempt, inputs);
    }

    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
        history.Completed(frame, node, outputs, seconds);
        recording.Completed(frame, node, outputs, seconds);
    }

    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        history.TookOver(frame, node, inputs, outputs);
        recording.TookOver(frame, node, inputs, outputs);
    }

    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        history.Evaluated(frame, node, inputs, outputs, error);
        recording.Evaluated(frame, node, inputs, outputs, error);
    }

    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt) => Tell(observer => observer.Retrying(frame, node, attempt, error, dueAt));

    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) => Tell(observer => observer.Failed(frame, node, attempt, error, seconds));

    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState) => Tell(observer => observer.Skipped(frame, node, cause, causeState));

    public void Cancelled(Frame frame, GraphNode node) => Tell(observer => observer.Cancelled(frame, node));

    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal) => Tell(observer => observer.Waiting(frame, node, dueAt, signal));

    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines) => Tell(observer => observer.Logged(frame, node, lines));

    public void Changed(RunEvent @event) => Tell(observer => observer.Changed(@event));

    public void Ended(Outcome outcome) => Tell(observer => observer.Ended(outcome));

    public void Opened(Frame frame) => recording.Opened(frame);

    public void Closed(Frame frame) => recording.Closed(frame);

    public void Readied(Frame frame, GraphNode node) => recording.Readied(frame, node);

    public void Blocked(Frame frame, GraphNode node) => recording.Blocked(frame, node);

    public void Settled(Frame frame, GraphNode source, int port, bool isLive) => recording.Settled(frame, source, port, isLive);

    public void Assigned(Frame frame, GraphNode node, VariableChange change, Value? value, bool isInPlace) => recording.Assigned(frame, node, change, value, isInPlace);

    public void Unpaused() => recording.Unpaused();

    public void TookBack(RunState run) => recording.TookBack(run);

    private void Tell(Action<IRunObserver> what)
    {
        what(history);
        what(recording);
    }
}
