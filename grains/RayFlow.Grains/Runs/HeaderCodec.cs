using System.Text.Json;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Writes a journal's first entry, and reads that of this and of every earlier version.</summary>
internal static class HeaderCodec
{
    /// <summary>As JSON.</summary>
    public static byte[] Encode(RunHeader header) => EntryJson.Write(header, static (json, header) =>
    {
        json.WriteString("t", "run");
        json.WriteString("flow_hash", header.FlowHash);
        json.WriteString("flow", header.FlowName);
        json.Optional("version", header.FlowVersion);
        json.Optional("trace", header.TraceParent);
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

        if (header.Origin is { } origin)
        {
            json.WriteStartObject("origin");
            json.WriteString("run", origin.RunId);
            json.WriteNumber("events", origin.Events);
            json.WriteNumber("seq", origin.Sequence);
            json.WriteNumber("generation", origin.Generation);
            json.WriteEndObject();
        }

        if (header.NodeTypes is { } types)
        {
            Types(json, types);
        }
    });

    /// <summary>Reads the first entry.</summary>
    public static RunHeader Decode(ReadOnlySpan<byte> entry) => Decode(JournalDecoder.Parse(entry));

    /// <summary>Reads the first entry.</summary>
    public static RunHeader Decode(ValueMap map) =>
        new(
            map["flow_hash"].AsStr(),
            map["flow"].AsStr(),
            map.TryGetValue("version", out var version) ? (int)version.AsInt() : null,
            map.TryGetValue("parent", out var parent) ? new ParentCall(parent.AsStr(), map["f"].AsInt(), (int)map["n"].AsInt(), (int)map["a"].AsInt()) : null,
            map.TryGetValue("depth", out var depth) ? (int)depth.AsInt() : 0,
            JournalDecoder.Text(map, "trace"),
            JournalDecoder.Dict(map, "limits") is { } limits ? Limits(limits) : null,
            JournalDecoder.Dict(map, "types")?.ToDictionary(entry => entry.Key, entry => Mark(entry.Value.AsDict()), StringComparer.Ordinal),
            JournalDecoder.Dict(map, "origin") is { } origin
                ? new ForkOrigin(origin["run"].AsStr(), (int)origin["events"].AsInt(), origin["seq"].AsInt(), (int)origin["generation"].AsInt())
                : null);

    private static void Limits(Utf8JsonWriter json, RunLimits limits)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("rules", limits.Rules);
        json.WriteNumber("loop_turns", limits.MaxLoopTurns);
        json.WriteNumber("parallel_turns", limits.MaxParallelTurns);
        json.WriteNumber("depth", limits.MaxDepth);
        json.WriteNumber("signals", limits.MaxSignals);
        if (limits.Rules >= 2)
        {
            json.WriteNumber("signal_bytes", limits.MaxSignalBytes);
            json.WriteNumber("signal_ids", limits.MaxSignalIds);
            json.WriteNumber("state_bytes", limits.MaxStateBytes);
            json.WriteNumber("journal_bytes", limits.MaxJournalBytes);
            json.WriteNumber("steps", limits.MaxStepsBetweenEvents);
        }

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
            json.Optional("code", mark.CodeHash);
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

    private static RunLimits Limits(ValueMap map)
    {
        var limits = new RunLimits
        {
            MaxLoopTurns = map["loop_turns"].AsInt(),
            MaxParallelTurns = (int)map["parallel_turns"].AsInt(),
            MaxDepth = (int)map["depth"].AsInt(),
            MaxSignals = (int)map["signals"].AsInt(),
        }.UnderRules((int)map["rules"].AsInt());
        return limits.Rules < 2 ? limits : limits with
        {
            MaxSignalBytes = map["signal_bytes"].AsInt(),
            MaxSignalIds = (int)map["signal_ids"].AsInt(),
            MaxStateBytes = map["state_bytes"].AsInt(),
            MaxJournalBytes = map["journal_bytes"].AsInt(),
            MaxStepsBetweenEvents = map["steps"].AsInt(),
        };
    }

    private static NodeTypeMark Mark(ValueMap map) => new(NodeKindOf(map["kind"].AsStr()), map["heavy"].AsBool(), map["inline"].AsBool(), JournalDecoder.Text(map, "code"));

    private static NodeKind NodeKindOf(string name) => name switch
    {
        "pure" => NodeKind.Pure,
        "effect" => NodeKind.Effect,
        "control" => NodeKind.Control,
        _ => throw new NotSupportedException($"The journal has a node of the kind '{name}', which this version does not know. Run a newer one."),
    };
}
