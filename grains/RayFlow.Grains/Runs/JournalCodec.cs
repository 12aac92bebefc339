using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Journal entries as compact JSON: readable in the database, and open to fields that later versions add.
/// A name that was written once keeps its meaning for ever.
/// </summary>
internal static class JournalCodec
{
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
        if (@event is InstanceEvent instance)
        {
            json.WriteNumber("f", instance.Frame);
            json.WriteNumber("n", instance.Node);
        }

        Fields(json, @event);
        Map(json, ApartFields.Name, entry.apart);
    });

    /// <summary>Decodes the first entry.</summary>
    public static RunHeader DecodeHeader(ReadOnlySpan<byte> entry) => DecodeHeader(Parse(entry));

    /// <summary>Decodes the first entry.</summary>
    public static RunHeader DecodeHeader(ValueMap map) =>
        new(
            map["flow_hash"].AsStr(),
            map["flow"].AsStr(),
            map.TryGetValue("version", out var version) ? (int)version.AsInt() : null,
            map.TryGetValue("parent", out var parent) ? new ParentCall(parent.AsStr(), map["f"].AsInt(), (int)map["n"].AsInt(), (int)map["a"].AsInt()) : null,
            map.TryGetValue("depth", out var depth) ? (int)depth.AsInt() : 0,
            Text(map, "trace"));

    /// <summary>An entry before it is decoded: its fields, of which some may say what is to be read from elsewhere.</summary>
    public static ValueMap Parse(ReadOnlySpan<byte> entry) => ValueJson.Parse(entry).AsDict();

    /// <summary>Decodes a further entry.</summary>
    /// <exception cref="NotSupportedException">A newer version wrote it.</exception>
    public static RunEvent Decode(ValueMap map)
    {
        var (at, step) = (DateTimeOffset.Parse(map["at"].AsStr(), CultureInfo.InvariantCulture), map["s"].AsInt());
        long Frame() => map["f"].AsInt();
        int Int(string name, int otherwise) => map.TryGetValue(name, out var value) ? (int)value.AsInt() : otherwise;
        return map["t"].AsStr() switch
        {
            "started" => new RunStarted
            {
                At = at,
                Step = step,
                Inputs = map["inputs"].AsDict(),
                ErrorStrategy = (OnError)Int("on_error", 0),
                Deadline = Text(map, "deadline") is { } deadline ? DateTimeOffset.Parse(deadline, CultureInfo.InvariantCulture) : null,
                TakenOver = Dict(map, "taken"),
                Overrides = Dict(map, "overrides"),
            },
            "completed" => new NodeCompleted
            {
                At = at,
                Step = step,
                Frame = Frame(),
                Node = Int("n", 0),
                Consumer = Int("c", -1),
                Attempt = Int("a", 1),
                Outputs = map["o"].AsDict(),
                Seconds = map["d"].AsFloat(),
                Log = Log(map),
            },
            "failed" => new NodeFailed
            {
                At = at,
                Step = step,
                Frame = Frame(),
                Node = Int("n", 0),
                Consumer = Int("c", -1),
                Attempt = Int("a", 1),
                Error = Error(map)!,
                Seconds = map["d"].AsFloat(),
                Chance = map["chance"].AsFloat(),
                Log = Log(map),
            },
            "variable" => new VariableChanged
            {
                At = at,
                Step = step,
                Frame = Frame(),
                Node = Int("n", 0),
                Number = Int("i", 1),
                Change = new VariableChange(KindOf(map["kind"].AsStr()), map["name"].AsStr(), Field(map, "v"), Field(map, "expected")),
            },
            "timer" => new TimerFired { At = at, Step = step, Frame = Frame(), Node = Int("n", 0), Timer = map["timer"].AsInt() },
            "child" => new ChildEnded
            {
                At = at,
                Step = step,
                Frame = Frame(),
                Node = Int("n", 0),
                Attempt = Int("a", 0),
                Result = Dict(map, "o"),
                Error = Error(map),
                Chance = map.TryGetValue("chance", out var chance) ? chance.AsFloat() : 0,
            },
            "signal" => new SignalReceived { At = at, Step = step, Name = map["name"].AsStr(), Payload = map["v"], SignalId = Text(map, "id") },
            "deadline" => new DeadlineReached { At = at, Step = step },
            "cancel" => new CancelRequested { At = at, Step = step },
            "pause" => new PauseRequested { At = at, Step = step },
            "resume" => new ResumeRequested { At = at, Step = step },
            "retry" => new RetryRequested { At = at, Step = step },
            var name => throw new NotSupportedException($"The journal has an entry of the kind '{name}', which this version does not know. Run a newer one."),
        };
    }

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

    private static VariableChangeKind KindOf(string name) => name switch
    {
        "set" => VariableChangeKind.Set,
        "increment" => VariableChangeKind.Increment,
        "delete" => VariableChangeKind.Delete,
        "compare_and_set" => VariableChangeKind.CompareAndSet,
        _ => throw new NotSupportedException($"The journal has a change of a variable of the kind '{name}', which this version does not know. Run a newer one."),
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
            Optional(json, "node_id", error.NodeId);
        }
    }

    private static NodeError? Error(ValueMap map) =>
        Text(map, "code") is { } code ? new NodeError(code, map["message"].AsStr(), map["retryable"].AsBool(), Text(map, "node_id")) : null;

    private static List<LogLine> Log(ValueMap map) => map.TryGetValue("log", out var lines)
        ? [.. lines.AsList().Select(line => line.AsDict()).Select(line =>
            new LogLine(DateTimeOffset.Parse(line["at"].AsStr(), CultureInfo.InvariantCulture), line["level"].AsStr(), line["message"].AsStr()))]
        : [];

    private static string? Text(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value.AsStr() : null;

    private static ValueMap? Dict(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value.AsDict() : null;

    private static Value Field(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value : Value.Null;

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

    private static void Optional(Utf8JsonWriter json, string name, int? number)
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
        return buffer.WrittenSpan.ToArray();
    }
}
