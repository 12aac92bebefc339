using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Testing;

/// <summary>What a run under test did.</summary>
internal sealed class TestTrace : SilentObserver
{
    private readonly Dictionary<(long Frame, int Node), int> _open = [];
    private readonly List<TestedInstance> _history = [];
    private readonly Dictionary<string, List<(string Frame, ValueMap Inputs)>> _calls = new(StringComparer.Ordinal);

    public IReadOnlyList<TestedInstance> History => _history;

    /// <summary>What each instance of a node read when it first fired, in order.</summary>
    public IReadOnlyList<(string Frame, ValueMap Inputs)> Calls(string node) => _calls.TryGetValue(node, out var calls) ? calls : [];

    public override void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        if (_open.ContainsKey((frame.Id, node.Index)))
        {
            return;
        }

        var read = Named(node.Inputs.Select(slot => slot.Name), inputs);
        Add(frame, node, new TestedInstance(node.Id, frame.Path, "running", read, null, null));
        (_calls.TryGetValue(node.Id, out var calls) ? calls : _calls[node.Id] = []).Add((frame.Path, read));
    }

    public override void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
        var given = Named(node.Outputs.Take(node.OwnOutputs), outputs);
        End(frame, node, item => item with { State = "completed", Outputs = given });
    }

    public override void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error) => _history.Add(new TestedInstance(
        node.Id, frame.Path, error is null ? "completed" : "failed", Named(node.Inputs.Select(slot => slot.Name), inputs), error is null ? Named(node.Outputs.Take(node.OwnOutputs), outputs) : null, error));

    public override void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) => End(frame, node, item => item with { State = "failed", Error = error });

    public override void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState) => _history.Add(new TestedInstance(node.Id, frame.Path, "skipped", null, null, null));

    public override void Cancelled(Frame frame, GraphNode node) => End(frame, node, static item => item with { State = "cancelled" });

    private void Add(Frame frame, GraphNode node, TestedInstance item)
    {
        _open[(frame.Id, node.Index)] = _history.Count;
        _history.Add(item);
    }

    private void End(Frame frame, GraphNode node, Func<TestedInstance, TestedInstance> change)
    {
        if (!_open.Remove((frame.Id, node.Index), out var at))
        {
            at = _history.Count;
            _history.Add(new TestedInstance(node.Id, frame.Path, "running", null, null, null));
        }

        _history[at] = change(_history[at]);
    }

    private static ValueMap Named(IEnumerable<string> names, ReadOnlySpan<Value> values)
    {
        var (map, at) = (new ValueMap.Builder(), 0);
        foreach (var name in names)
        {
            if (at < values.Length)
            {
                map.Set(name, values[at++]);
            }
        }

        return map.Build();
    }
}
