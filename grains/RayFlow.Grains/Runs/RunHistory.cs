using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Every node instance of a run, rebuilt by folding its journal; pure nodes with the values that they are recomputed to.</summary>
/// <param name="runId">Which run.</param>
internal sealed class RunHistory(string runId) : IRunObserver
{
    // A page is one message, and every value in it may be as large as values may be.
    private const long PageBytes = 8 * 1024 * 1024;

    private readonly List<HistoryItem> _items = [];
    private readonly Dictionary<(long Frame, int Node), int> _open = [];
    private DateTimeOffset _now;
    private long _size;

    /// <summary>The instances in the order in which they started.</summary>
    public IReadOnlyList<HistoryItem> Items => _items;

    public void Advanced(DateTimeOffset now) => _now = now;

    public void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        if (_open.ContainsKey((frame.Id, node.Index)))
        {
            Change(frame, node, item => item with { State = "running", Attempts = attempt, ChildRunId = ChildOf(frame, node, attempt) });
            return;
        }

        _open.Add((frame.Id, node.Index), _items.Count);
        Add(frame, node, "running") = new()
        {
            NodeId = node.Id,
            State = "running",
            Attempts = attempt,
            StartedAt = _now,
            Inputs = Measured(PinValues.Inputs(node, inputs)),
            ChildRunId = ChildOf(frame, node, attempt),
        };
    }

    public void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds)
    {
        var values = Measured(PinValues.Outputs(node, outputs));
        End(frame, node, item => item with { State = "completed", Outputs = values }, seconds);
    }

    public void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        var (read, given) = (inputs.IsEmpty ? null : Measured(PinValues.Inputs(node, inputs)), Measured(PinValues.Outputs(node, outputs)));
        End(frame, node, item => item with { State = "taken_over", Inputs = item.Inputs ?? read, Outputs = given }, 0);
    }

    public void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        ref var item = ref Add(frame, node, "completed");
        item = new HistoryItem
        {
            NodeId = node.Id,
            State = error is null ? "completed" : "failed",
            Attempts = 1,
            StartedAt = _now,
            EndedAt = _now,
            DurationSeconds = 0,
            Inputs = Measured(PinValues.Inputs(node, inputs)),
            Outputs = error is null ? Measured(PinValues.Outputs(node, outputs)) : null,
            Error = error is null ? null : new RunError(error.Code, error.Message, node.Id, frame.Path, 1),
        };
    }

    public void Retrying(Frame frame, GraphNode node, int attempt, NodeError error, DateTimeOffset dueAt) =>
        Change(frame, node, item => item with { State = "waiting", Error = new RunError(error.Code, error.Message, error.NodeId ?? node.Id, frame.Path, attempt) });

    public void Failed(Frame frame, GraphNode node, int attempt, NodeError error, double? seconds) => End(
        frame,
        node,
        item => item with { State = "failed", Attempts = attempt, Error = new RunError(error.Code, error.Message, error.NodeId ?? node.Id, frame.Path, attempt) },
        seconds);

    public void Skipped(Frame frame, GraphNode node, GraphNode? cause, NodeState causeState) =>
        Add(frame, node, "skipped") = new HistoryItem { NodeId = node.Id, State = "skipped", SkippedBecause = SkipReason.Of(cause, causeState) };

    public void Cancelled(Frame frame, GraphNode node) => End(frame, node, item => item with { State = "cancelled" }, null);

    public void Waiting(Frame frame, GraphNode node, DateTimeOffset? dueAt, string? signal) => Change(frame, node, item => item with { State = "waiting" });

    public void Logged(Frame frame, GraphNode node, IReadOnlyList<LogLine> lines)
    {
        // Lines are events; the history has the instances.
    }

    public void Changed(RunEvent @event)
    {
        // What else concerns the whole run is in its events.
        if (@event is RunForked forked)
        {
            TakeOver(forked.Origin);
        }
    }

    public void Ended(Outcome outcome)
    {
        // As above.
    }

    /// <summary>What completed so far did so in another run, whose calls are that one's children; what has not begins anew.</summary>
    private void TakeOver(string origin)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i] is { State: "completed" } item)
            {
                _items[i] = item with
                {
                    State = "taken_over",
                    ChildRunId = item.ChildRunId is null ? null : ChildRuns.IdOf(origin, _frames[i], item.NodeId, item.Attempts),
                };
            }
        }

        foreach (var at in _open.Values)
        {
            _items[at] = _items[at] with { StartedAt = _now };
        }
    }

    private string? ChildOf(Frame frame, GraphNode node, int attempt) =>
        node.Operation == ControlOperation.Call ? ChildRuns.IdOf(runId, frame, node, attempt) : null;

    private ValueMap Measured(ValueMap values)
    {
        _size += 2 * ((Value)values).Extent.Size;
        return values;
    }

    private ref HistoryItem Add(Frame frame, GraphNode node, string state)
    {
        _items.Add(new HistoryItem { NodeId = node.Id, State = state });
        _frames.Add(frame.Path);
        return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items)[^1];
    }

    private readonly List<string> _frames = [];

    /// <summary>Roughly how many bytes it holds.</summary>
    public long Size => _size + (_items.Count * 200L);

    /// <summary>A page of the instances that match; shorter than asked for where their values are large.</summary>
    public HistoryPage Page(HistoryQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, 1000);
        var (found, size) = (new List<HistoryItem>(), 0L);
        for (var i = (int)Math.Clamp(query.After, 0, _items.Count); i < _items.Count; i++)
        {
            if ((query.NodeId is not null && _items[i].NodeId != query.NodeId) || (query.Frame is not null && _frames[i] != query.Frame))
            {
                continue;
            }

            if (found.Count == limit || size > PageBytes)
            {
                return new HistoryPage(found, found[^1].Position);
            }

            found.Add(_items[i] with { Position = i + 1, Frame = _frames[i] });
            size += SizeOf(_items[i].Inputs) + SizeOf(_items[i].Outputs);
        }

        return new HistoryPage(found, null);
    }

    private static long SizeOf(ValueMap? values) => values is null ? 0 : ((Value)values).Extent.Size;

    private void Change(Frame frame, GraphNode node, Func<HistoryItem, HistoryItem> change)
    {
        if (_open.TryGetValue((frame.Id, node.Index), out var at))
        {
            _items[at] = change(_items[at]);
        }
    }

    private void End(Frame frame, GraphNode node, Func<HistoryItem, HistoryItem> change, double? seconds)
    {
        if (!_open.Remove((frame.Id, node.Index), out var at))
        {
            // It failed or ended before it had what it reads, so nobody was told that it started.
            at = _items.Count;
            Add(frame, node, "running") = new HistoryItem { NodeId = node.Id, State = "running", Attempts = 1, StartedAt = _now };
        }

        var started = _items[at].StartedAt ?? _now;
        _items[at] = change(_items[at]) with { EndedAt = _now, DurationSeconds = seconds ?? (_now - started).TotalSeconds };
    }
}
