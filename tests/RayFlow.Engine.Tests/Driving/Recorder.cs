using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Tests.Driving;

/// <summary>Writes down what an observer is told, a line each.</summary>
internal sealed class Recorder : IRunObserver
{
    /// <summary>The lines, such as <c>completed for1[3]/add {"result":5}</c>.</summary>
    public List<string> Lines { get; } = [];

    public void Advanced(DateTimeOffset now) => Lines.Add(string.Create(CultureInfo.InvariantCulture, $"at {now:O}"));

    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs) =>
        Lines.Add($"started {frame.InstancePath(node.Id)}{(attempt > 1 ? $"#{attempt}" : "")} {Text(inputs)}");

    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds) =>
        Lines.Add($"completed {frame.InstancePath(node.Id)} {Text(outputs)}");

    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs) =>
        Lines.Add($"took over {frame.InstancePath(node.Id)} {Text(outputs)}");

    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error) =>
        Lines.Add($"evaluated {frame.InstancePath(node.Id)} {Text(inputs)} {error?.Code ?? Text(outputs)}");

    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt) =>
        Lines.Add($"retrying {frame.InstancePath(node.Id)}#{attempt} {error.Code} {dueAt:O}");

    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) =>
        Lines.Add($"failed {frame.InstancePath(node.Id)}#{attempt} {error.Code}");

    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState) =>
        Lines.Add($"skipped {frame.InstancePath(node.Id)} by {cause?.Id ?? "?"} {causeState}");

    public void Cancelled(Frame frame, GraphNode node) => Lines.Add($"cancelled {frame.InstancePath(node.Id)}");

    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal) =>
        Lines.Add($"waiting {frame.InstancePath(node.Id)} {dueAt:O} {signal}");

    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines) =>
        Lines.Add($"logged {frame.InstancePath(node.Id)} {string.Join("; ", lines.Select(line => line.Message))}");

    public void Changed(RunEvent @event) => Lines.Add($"changed {@event.GetType().Name}");

    public void Ended(Outcome outcome) => Lines.Add($"ended {Describe(outcome)}");

    /// <summary>An outcome in words.</summary>
    public static string Describe(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Completed => $"{outcome.ReturnNode} {(Value)outcome.Result}",
        OutcomeKind.Failed => $"{outcome.Error!.Error.Code} of '{outcome.Error.NodeId}' in '{outcome.Error.Frame}' #{outcome.Error.Attempt}",
        _ => "cancelled",
    };

    private static string Text(ReadOnlySpan<Value> values) => ValueList.Create(values) is var list ? ((Value)list).ToString() : "";
}
