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
/// Writes journal entries as compact JSON: readable in the database, and open to fields that later versions add.
/// A name that was written once keeps its meaning for ever; <see cref="JournalDecoder"/> knows it.
/// </summary>
internal static class JournalEncoder
{
    // One large entry shall not keep its space for good, on every thread that ever wrote one.
    private const int LargestSpare = 1024 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = ValueJson.MaxDepth + 8 };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Encodes the first entry.</summary>
    public static byte[] Encode(RunHeader header) => Write(header, static (json, header) =>
    {
        json.WriteString("t", "run");
        json.WriteString("flow_hash", header.FlowHash);
        json.WriteString("flow", header.FlowName);
        Optional(json, "version", header.FlowVersion);
        Optional(json, "trace", header.TraceParent);
        if (header.Parent is { } parent)
        {
            json.WriteString("parent", parent.RunId);
            json.WriteNumber("f", parent.Frame);
            json.WriteNumber("n", parent.Node);
            json.WriteNumber("a", parent.Attempt);
            json.WriteNumber("depth", header.Depth);
        }

        if (header.Limits is { } limits)
        {
            Limits(json, limits);
        }

        if (header.NodeTypes is { } types)
        {
            Types(json, types);
        }
    });

    /// <summary>Encodes a further entry.</summary>
    /// <param name="event">The event.</param>
    /// <param name="apart">What it has taken out of it, see <see cref="ApartFields"/>; null: nothing.</param>
    public static byte[] Encode(RunEvent @event, ValueMap? apart = null) => Write((@event, apart), static (json, entry) =>
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
        Map(json, ApartFields.Name, entry.apart);
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
                Map(json, "inputs", started.Inputs);
                json.WriteNumber("on_error", (int)started.ErrorStrategy);
                Optional(json, "deadline", started.Deadline?.ToString("O", CultureInfo.InvariantCulture));
                Map(json, "taken", started.TakenOver);
                Map(json, "overrides", started.Overrides);
                break;
            case NodeCompleted completed:
                Attempt(json, completed.Consumer, completed.Attempt, completed.Seconds, completed.Log);
                Map(json, "o", completed.Outputs);
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
                Optional(json, "v", changed.Change.Operand);
                Optional(json, "expected", changed.Change.Expected);
                break;
            case TimerFired fired: json.WriteNumber("timer", fired.Timer); break;
            case ChildEnded ended:
                json.WriteNumber("a", ended.Attempt);
                Map(json, "o", ended.Result);
                Error(json, ended.Error);
                json.WriteNumber("chance", ended.Chance);
                break;
            case SignalReceived signal:
                json.WriteString("name", signal.Name);
                json.WritePropertyName("v");
                ValueJson.Write(json, signal.Payload);
                Optional(json, "id", signal.SignalId);
                break;
            case RetryRequested retry:
                Optional(json, "frames", retry.LastFrame);
                Optional(json, "calls", retry.LastCall);
                break;
            case RunFaulted fault: Error(json, fault.Error); break;
            case RunTerminated terminated: json.WriteString("reason", terminated.Reason); break;
        }
    }

    private static void Limits(Utf8JsonWriter json, RunLimits limits)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("rules", limits.Rules);
        json.WriteNumber("loop_turns", limits.MaxLoopTurns);
        json.WriteNumber("parallel_turns", limits.MaxParallelTurns);
        json.WriteNumber("depth", limits.MaxDepth);
        json.WriteNumber("signals", limits.MaxSignals);
        json.WriteEndObject();
    }

    private static void Types(Utf8JsonWriter json, IReadOnlyDictionary<string, NodeTypeMark> types)
    {
        json.WriteStartObject("types");
        foreach (var (type, mark) in types.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(type);
            json.WriteString("kind", NameOf(mark.Kind));
            json.WriteBoolean("heavy", mark.Heavy);
            json.WriteBoolean("inline", mark.Inline);
            Optional(json, "code", mark.CodeHash);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string NameOf(NodeKind kind) => kind switch
    {
        NodeKind.Pure => "pure",
        NodeKind.Effect => "effect",
        NodeKind.Control => "control",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of node is not journaled."),
    };

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
            Optional(json, "node_id", error.NodeId);
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, Value value)
    {
        if (!value.IsNull)
        {
            json.WritePropertyName(name);
            ValueJson.Write(json, value);
        }
    }

    private static void Map(Utf8JsonWriter json, string name, ValueMap? map)
    {
        if (map is not null)
        {
            json.WritePropertyName(name);
            ValueJson.Write(json, map);
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static byte[] Write<T>(T source, Action<Utf8JsonWriter, T> fields)
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        writer.WriteStartObject();
        fields(writer, source);
        writer.WriteEndObject();
        writer.Flush();
        var written = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > LargestSpare)
        {
            (buffer, writer) = (null, null);
        }

        return written;
    }
}
