using RayFlow.Engine.Running;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Flows;

/// <summary>What becomes of a flow where nothing goes wrong: by the engine alone, which answers are given to at once.</summary>
/// <param name="Ending">The end in words.</param>
/// <param name="Result">The result; null if it has none.</param>
/// <param name="Error">The error; null if it has none.</param>
/// <param name="Attempts">The attempts that were made, each as its instance's path, <c>#</c> and its number.</param>
internal sealed record Course(string Ending, ValueMap? Result, NodeError? Error, IReadOnlySet<string> Attempts)
{
    /// <summary>How many runs may be above a run.</summary>
    public const int MaxDepth = 2;

    private const int MostEvents = 80;

    /// <summary>The course of a flow; null if one of some orders of what happens makes a difference, or if it is long.</summary>
    public static Course? Of(ShelfFlow flow, Value input, OnError strategy, int depth, Effects effects, FlowShelf shelf, int orders)
    {
        var first = default(Course);
        for (var order = 0; order < orders; order++)
        {
            if (new Drive(flow, effects, shelf, depth, order).Run(input, strategy) is not { } course)
            {
                return null;
            }

            first ??= course;
            if (course.Ending != first.Ending || !course.Attempts.SetEquals(first.Attempts))
            {
                return null;
            }
        }

        return first;
    }

    /// <summary>An end in words, the same for a run and for what the engine says.</summary>
    public static string Describe(OutcomeKind kind, string? returnNode, ValueMap? result, string? code) => kind switch
    {
        OutcomeKind.Completed => $"completed at {returnNode} with {(Value)(result ?? ValueMap.Empty)}",
        OutcomeKind.Failed => $"failed with {code}",
        _ => "cancelled",
    };

    private sealed class Drive(ShelfFlow flow, Effects effects, FlowShelf shelf, int depth, int order)
    {
        private readonly RunState _state = new(flow.Compiled.Graph, new RunLimits());
        private readonly List<Instruction> _pending = [];
        private readonly HashSet<string> _attempts = new(StringComparer.Ordinal);
        private readonly Chance _chance = new((ulong)order);
        private DateTimeOffset _now = SimClock.Epoch;
        private int _events;

        public Course? Run(Value input, OnError strategy)
        {
            Post(new RunStarted { At = _now, Inputs = ValueMap.Of(("x", input)), ErrorStrategy = strategy });
            while (_state.Outcome is null)
            {
                if (_events++ > MostEvents || Next() is not { } next)
                {
                    return null;
                }

                Post(next);
            }

            var (kind, result, error) = (_state.Outcome.Kind, _state.Outcome.Result, _state.Outcome.Error?.Error);
            return new Course(Describe(kind, _state.Outcome.ReturnNode, result, error?.Code), result, error, _attempts);
        }

        private RunEvent? Next()
        {
            var timerFirst = order > 2 && _state.NextDue is not null && _chance.In(0.3);
            if (_pending.Count > 0 && !timerFirst)
            {
                var at = order switch { 0 => 0, 1 => _pending.Count - 1, _ => _chance.Below(_pending.Count) };
                var instruction = _pending[at];
                _pending.RemoveAt(at);
                return Answer(instruction);
            }

            if (_state.NextDue is not { } due)
            {
                return null;
            }

            _now = due > _now ? due : _now;
            return RunEngine.Due(_state, _now);
        }

        private RunEvent? Answer(Instruction instruction)
        {
            switch (instruction)
            {
                case PassCheckpoint pass:
                    return new NodeCompleted { At = _now, Frame = pass.Frame.Id, Node = pass.Node.Index, Attempt = pass.Attempt, Outputs = ValueMap.Of((pass.Node.Outputs[0], pass.Inputs[0])) };
                case RunNode run:
                    var (outputs, error) = effects.Of(NodeKeys.Of("", flow.Compiled.Graph, run), run.Attempt);
                    return error is null
                        ? new NodeCompleted { At = _now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Outputs = outputs }
                        : new NodeFailed { At = _now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Error = error };
                case CallFlow call:
                    return Answer(call);
                default:
                    throw new InvalidOperationException($"{instruction} has no answer.");
            }
        }

        private ChildEnded? Answer(CallFlow call)
        {
            var ended = new ChildEnded { At = _now, Frame = call.Frame.Id, Node = call.Node.Index, Attempt = call.Attempt };
            if (depth >= MaxDepth)
            {
                return ended with { Error = new NodeError("call_depth_exceeded", "", false) };
            }

            var input = PinValues.Inputs(call.Node, call.Inputs).TryGetValue("value", out var value) ? value : Value.Null;
            if (shelf[effects.Callee(input)].CourseIn(input, OnError.Abort, depth + 1, effects, shelf) is not { } child)
            {
                return null;
            }

            return child.Result is { } result
                ? ended with { Result = result }
                : ended with { Error = new NodeError(child.Error?.Code ?? "child_cancelled", "") };
        }

        private void Post(RunEvent @event)
        {
            for (var decision = RunEngine.Decide(_state, @event); ; decision = RunEngine.Decide(_state, new Continued { At = _now }))
            {
                foreach (var instruction in decision.Instructions)
                {
                    Take(instruction);
                }

                if (!decision.HasMore)
                {
                    break;
                }
            }
        }

        private void Take(Instruction instruction)
        {
            switch (instruction)
            {
                case CancelNode cancel:
                    _pending.RemoveAll(pending => pending is RunNode run && run.Frame == cancel.Frame && run.Node == cancel.Node && run.Consumer == cancel.Consumer);
                    break;
                case CancelCall cancel:
                    _pending.RemoveAll(pending => pending is CallFlow call && call.Frame == cancel.Frame && call.Node == cancel.Node);
                    break;
                default:
                    _pending.Add(instruction);
                    if (instruction is RunNode node)
                    {
                        _attempts.Add($"{NodeKeys.Of("", flow.Compiled.Graph, node)}#{node.Attempt}");
                    }

                    break;
            }
        }
    }
}
