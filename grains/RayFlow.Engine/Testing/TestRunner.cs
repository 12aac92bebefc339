using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Testing;

/// <summary>
/// Runs a test of a flow on the engine alone: mocks answer for the world, time is virtual and jumps to whatever is due next, and nothing is stored.
/// </summary>
/// <remarks>An hour's delay takes no time. A run that waits for what never comes ends where it is.</remarks>
public sealed class TestRunner
{
    // What a test takes at most; a flow that goes round for ever is to fail its test and not to hang it.
    private const int MostEvents = 100_000;

    private readonly FlowGraph _graph;
    private readonly NodeTypes _types;
    private readonly FlowTest _test;
    private readonly TestTrace _trace = new();
    private readonly List<TestDifference> _differences = [];
    private readonly List<Instruction> _pending = [];
    private readonly Queue<TestSignal> _signals;
    private readonly RunState _run;
    private DateTimeOffset _now;

    private TestRunner(FlowGraph graph, NodeTypes types, FlowTest test, RunLimits limits)
    {
        (_graph, _types, _test, _now) = (graph, types, test, test.At);
        _signals = new Queue<TestSignal>(test.Signals.OrderBy(signal => signal.AfterSeconds));
        _run = new RunState(graph, limits, _trace);
    }

    /// <summary>Runs a test.</summary>
    /// <param name="graph">The flow.</param>
    /// <param name="types">The node types: heavy pure nodes are computed by them.</param>
    /// <param name="test">The test.</param>
    /// <param name="inputs">START's inputs, defaults filled in.</param>
    /// <param name="limits">What the run may not exceed.</param>
    public static TestOutcome Run(FlowGraph graph, NodeTypes types, FlowTest test, ValueMap inputs, RunLimits limits)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(test);
        var runner = new TestRunner(graph, types, test, limits);
        runner.Drive(inputs);
        var seconds = Math.Round(((runner._run.Outcome?.At ?? runner._now) - test.At).TotalSeconds, 3);
        if (runner._differences.Count == 0)
        {
            runner._differences.AddRange(new TestJudge(test, runner._run, runner._trace, seconds).Differences());
        }

        return new TestOutcome(seconds, runner._differences, runner._trace.History);
    }

    private void Drive(ValueMap inputs)
    {
        Post(new RunStarted { At = _now, Inputs = inputs });
        for (var events = 0; _run.Outcome is null && _differences.Count == 0; events++)
        {
            if (events == MostEvents)
            {
                _differences.Add(new TestDifference("/expect", "an end", string.Create(CultureInfo.InvariantCulture, $"none after {MostEvents:N0} events")));
                return;
            }

            if (!Next())
            {
                return;
            }
        }
    }

    private bool Next()
    {
        if (_run.Excess is { } excess)
        {
            Post(new RunFaulted { At = _now, Error = excess });
            return true;
        }

        if (_pending.Count > 0)
        {
            var instruction = _pending[0];
            _pending.RemoveAt(0);
            if (AnswerTo(instruction) is { } answer)
            {
                Post(answer);
            }

            return true;
        }

        var signal = _signals.TryPeek(out var next) ? _test.At.AddSeconds(next.AfterSeconds) : (DateTimeOffset?)null;
        if (signal is null && _run.NextDue is null)
        {
            return false;
        }

        if (signal is { } comes && (_run.NextDue is not { } other || comes <= other))
        {
            _now = comes > _now ? comes : _now;
            Post(new SignalReceived { At = _now, Name = next!.Name, Payload = next.Payload });
            _signals.Dequeue();
            return true;
        }

        var due = _run.NextDue!.Value;
        _now = due > _now ? due : _now;
        Post(RunEngine.Due(_run, _now)!);
        return true;
    }

    private void Post(RunEvent @event)
    {
        Take(RunEngine.Decide(_run, RunEngine.Stamp(_run, @event)) is var first ? first.Instructions : []);
        for (var hasMore = first.HasMore; hasMore;)
        {
            var further = RunEngine.Decide(_run, new Continued { At = _now });
            Take(further.Instructions);
            hasMore = further.HasMore;
        }
    }

    private void Take(IReadOnlyList<Instruction> instructions)
    {
        foreach (var instruction in instructions)
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
                    break;
            }
        }
    }

    private RunEvent? AnswerTo(Instruction instruction)
    {
        switch (instruction)
        {
            case PassCheckpoint checkpoint:
                return new NodeCompleted { At = _now, Frame = checkpoint.Frame.Id, Node = checkpoint.Node.Index, Attempt = checkpoint.Attempt, Outputs = ValueMap.Of(("value", checkpoint.Inputs[0])) };
            case CallFlow call:
                return Mock(call, call.Attempt) is not { } child ? null
                    : new ChildEnded { At = _now, Frame = call.Frame.Id, Node = call.Node.Index, Attempt = call.Attempt, Result = child.Error is null ? child.Outputs : null, Error = child.Error };
            case RunNode run:
                return (Known(run) ?? Mock(run, run.Attempt)) is not { } answer ? null
                    : answer.Error is { } error
                        ? new NodeFailed { At = _now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Error = error }
                        : new NodeCompleted { At = _now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Outputs = answer.Outputs };
            default:
                throw new InvalidOperationException($"{instruction} has no answer.");
        }
    }

    /// <summary>The mock of an attempt; without one the test cannot go on, and says which node it is.</summary>
    private MockAnswer? Mock(Instruction instruction, int attempt)
    {
        if (Find(instruction) is { } answers)
        {
            return answers[Math.Min(attempt, answers.Count) - 1];
        }

        _differences.Add(new TestDifference(
            $"/mocks/{FlowTestParser.Escape(instruction.Node.Id)}",
            $"a mock for node '{instruction.Node.Id}' ({instruction.Node.Descriptor.Type}), which touches the world outside the run",
            Value.Null,
            instruction.Node.Id,
            instruction.Frame.Path));
        return null;
    }

    private IReadOnlyList<MockAnswer>? Find(Instruction instruction) =>
        _test.Mocks.TryGetValue(instruction.Frame.InstancePath(instruction.Node.Id), out var answers) || _test.Mocks.TryGetValue(instruction.Node.Id, out answers) ? answers : null;

    /// <summary>What a node gives by itself that is not mocked: a heavy pure one its value, the clock virtual time.</summary>
    private MockAnswer? Known(RunNode run)
    {
        if (Find(run) is not null)
        {
            return null;
        }

        if (run.Node.Descriptor.Type == "time_now")
        {
            return new MockAnswer(ValueMap.Of(
                ("iso", _now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)),
                ("unix_seconds", (_now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond / 1e6)));
        }

        if (run.Node.Descriptor.Kind != NodeKind.Pure || !_types.TryGet(run.Node.Descriptor.Type, out var type) || type.Bind is not { } bind)
        {
            return null;
        }

        var outputs = new Value[run.Node.OwnOutputs];
        return PureCall.Run(run.Node, bind(run.Node.Settings), run.Inputs, outputs, _run.Variables.Readings(run.Node)) is { } error
            ? new MockAnswer(ValueMap.Empty, error)
            : new MockAnswer(ValueMap.Create(outputs.Select((value, i) => KeyValuePair.Create(run.Node.Outputs[i], value))));
    }
}
