using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Writes events as journal entries, compact JSON: readable in the database, and open to fields that later versions add.
/// A name that was written once keeps its meaning for ever; <see cref="JournalDecoder"/> knows it.
/// </summary>
internal static class JournalEncoder
{
    /// <summary>Encodes a further entry.</summary>
    /// <param name="event">The event.</param>
    /// <param name="apart">What it has taken out of it, see <see cref="ApartFields"/>; null: nothing.</param>
    public static byte[] Encode(RunEvent @event, ValueMap? apart = null) => EntryJson.Write((@event, apart), static (json, entry) =>
    {
        var @event = entry.@event;
        json.WriteString("t", Name(@event));
        json.WriteString("at", @event.At);
        json.WriteNumber("s", @event.Step);
        if (@event.TookEffect is { } tookEffect)
        {
            json.WriteBoolean("x", tookEffect);
        }

        if (@event is InstanceEvent instance)
        {
            json.WriteNumber("f", instance.Frame);
            json.WriteNumber("n", instance.Node);
        }

        Fields(json, @event);
        json.Map(ApartFields.Name, entry.apart);
    });

    private static string Name(RunEvent @event) => @event switch
    {
        RunStarted => "started",
        NodeCompleted => "completed",
        NodeFailed => "failed",
        VariableChanged => "variable",
        TimerFired => "timer",
        ChildEnded => "child",
        SignalReceived => "signal",
        DeadlineReached => "deadline",
        CancelRequested => "cancel",
        PauseRequested => "pause",
        ResumeRequested => "resume",
        RetryRequested => "retry",
        RunForked => "forked",
        ParentInformed => "parent_informed",
        RunFaulted => "faulted",
        RunTerminated => "terminated",
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "This event is not journaled."),
    };

    private static string NameOf(VariableChangeKind kind) => kind switch
    {
        VariableChangeKind.Set => "set",
        VariableChangeKind.Increment => "increment",
        VariableChangeKind.Delete => "delete",
        VariableChangeKind.CompareAndSet => "compare_and_set",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This change is not journaled."),
    };

    private static void Fields(Utf8JsonWriter json, RunEvent @event)
    {
        switch (@event)
        {
            case RunStarted started:
                json.Map("inputs", started.Inputs);
                json.WriteNumber("on_error", (int)started.ErrorStrategy);
                json.Optional("deadline", started.Deadline?.ToString("O", CultureInfo.InvariantCulture));
                json.Map("taken", started.TakenOver);
                json.Map("known", started.Known);
                json.Map("overrides", started.Overrides);
                break;
            case NodeCompleted completed:
                Attempt(json, completed.Consumer, completed.Attempt, completed.Seconds, completed.Log);
                json.Map("o", completed.Outputs);
                break;
            case NodeFailed failed:
                Attempt(json, failed.Consumer, failed.Attempt, failed.Seconds, failed.Log);
                Error(json, failed.Error);
                json.WriteNumber("chance", failed.Chance);
                break;
            case VariableChanged changed:
                json.WriteNumber("i", changed.Number);
                json.WriteString("kind", NameOf(changed.Change.Kind));
                json.WriteString("name", changed.Change.Name);
                json.Optional("v", changed.Change.Operand);
                json.Optional("expected", changed.Change.Expected);
                break;
            case TimerFired fired: json.WriteNumber("timer", fired.Timer); break;
            case ChildEnded ended:
                json.WriteNumber("a", ended.Attempt);
                json.Map("o", ended.Result);
                Error(json, ended.Error);
                json.WriteNumber("chance", ended.Chance);
                break;
            case SignalReceived signal:
                json.WriteString("name", signal.Name);
                json.WritePropertyName("v");
                ValueJson.Write(json, signal.Payload);
                json.Optional("id", signal.SignalId);
                break;
            case RetryRequested retry:
                json.Optional("frames", retry.LastFrame);
                json.Optional("calls", retry.LastCall);
                break;
            case RunForked forked:
                json.WriteString("origin", forked.Origin);
                json.WriteNumber("seq", forked.Sequence);
                json.Map("overrides", forked.Overrides);
                json.Map("pinned", forked.Pinned);
                json.Map("variables", forked.Variables);
                break;
            case RunFaulted fault: Error(json, fault.Error); break;
            case RunTerminated terminated: json.WriteString("reason", terminated.Reason); break;
        }
    }

    private static void Attempt(Utf8JsonWriter json, int consumer, int attempt, double seconds, IReadOnlyList<LogLine> log)
    {
        if (consumer >= 0)
        {
            json.WriteNumber("c", consumer);
        }

        json.WriteNumber("a", attempt);
        json.WriteNumber("d", seconds);
        if (log.Count == 0)
        {
            return;
        }

        json.WriteStartArray("log");
        foreach (var line in log)
        {
            json.WriteStartObject();
            json.WriteString("at", line.At);
            json.WriteString("level", line.Level);
            json.WriteString("message", line.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Error(Utf8JsonWriter json, NodeError? error)
    {
        if (error is not null)
        {
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteBoolean("retryable", error.Retryable);
            json.Optional("node_id", error.NodeId);
        }
    }
}
