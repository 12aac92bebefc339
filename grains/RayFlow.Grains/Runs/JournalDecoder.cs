using System.Globalization;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Reads what <see cref="JournalEncoder"/> of this and of every earlier version has written.</summary>
internal static class JournalDecoder
{
    /// <summary>An entry before it is decoded: its fields, of which some may say what is to be read from elsewhere.</summary>
    public static ValueMap Parse(ReadOnlySpan<byte> entry) => ValueJson.Parse(entry).AsDict();

    /// <summary>Decodes a further entry.</summary>
    /// <exception cref="NotSupportedException">A newer version wrote it.</exception>
    public static RunEvent Decode(ValueMap map)
    {
        var @event = Event(map);
        return map.TryGetValue("x", out var tookEffect) ? @event with { TookEffect = tookEffect.AsBool() } : @event;
    }

    private static RunEvent Event(ValueMap map)
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
                Known = Dict(map, "known"),
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
            "retry" => new RetryRequested
            {
                At = at,
                Step = step,
                LastFrame = map.TryGetValue("frames", out var frames) ? frames.AsInt() : null,
                LastCall = map.TryGetValue("calls", out var calls) ? (int)calls.AsInt() : null,
            },
            "forked" => new RunForked
            {
                At = at,
                Step = step,
                Origin = map["origin"].AsStr(),
                Sequence = map["seq"].AsInt(),
                Overrides = Dict(map, "overrides"),
                Pinned = Dict(map, "pinned"),
                Variables = Dict(map, "variables"),
            },
            "parent_informed" => new ParentInformed { At = at, Step = step },
            "faulted" => new RunFaulted { At = at, Step = step, Error = Error(map)! },
            "terminated" => new RunTerminated { At = at, Step = step, Reason = map["reason"].AsStr() },
            var name => throw new NotSupportedException($"The journal has an entry of the kind '{name}', which this version does not know. Run a newer one."),
        };
    }

    private static VariableChangeKind KindOf(string name) => name switch
    {
        "set" => VariableChangeKind.Set,
        "increment" => VariableChangeKind.Increment,
        "delete" => VariableChangeKind.Delete,
        "compare_and_set" => VariableChangeKind.CompareAndSet,
        _ => throw new NotSupportedException($"The journal has a change of a variable of the kind '{name}', which this version does not know. Run a newer one."),
    };

    private static NodeError? Error(ValueMap map) =>
        Text(map, "code") is { } code ? new NodeError(code, map["message"].AsStr(), map["retryable"].AsBool(), Text(map, "node_id")) : null;

    private static List<LogLine> Log(ValueMap map) => map.TryGetValue("log", out var lines)
        ? [.. lines.AsList().Select(line => line.AsDict()).Select(line =>
            new LogLine(DateTimeOffset.Parse(line["at"].AsStr(), CultureInfo.InvariantCulture), line["level"].AsStr(), line["message"].AsStr()))]
        : [];

    public static string? Text(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value.AsStr() : null;

    public static ValueMap? Dict(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value.AsDict() : null;

    private static Value Field(ValueMap map, string name) => map.TryGetValue(name, out var value) ? value : Value.Null;
}
