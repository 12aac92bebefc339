using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What the index row of an ended run keeps beside its columns, as JSON: an ended run is told from its row alone.</summary>
internal static class SummaryCodec
{
    public static byte[] Encode(RunSummary summary, LargeValues large)
    {
        var apart = new ValueMap.Builder();
        return ValueJson.ToUtf8(Encode(summary, ApartFields.Take("inputs", summary.Inputs, large, apart), ApartFields.Take("result", summary.Result, large, apart), apart));
    }

    /// <summary>What was kept, before it is decoded: its fields, of which some may say what is to be read from elsewhere.</summary>
    public static ValueMap Parse(ReadOnlySpan<byte> json) => ValueJson.Parse(json).AsDict();

    /// <summary>Adds what was kept to what the columns say.</summary>
    public static RunSummary Decode(RunSummary columns, ValueMap map) => columns with
    {
        Inputs = map["inputs"].IsNull ? null : map["inputs"].AsDict(),
        Result = map["result"].IsNull ? null : map["result"].AsDict(),
        Error = map["error"].IsNull ? null : DecodeError(map["error"].AsDict()),
        Statistics = new RunStatistics(
            ((columns.EndedAt ?? columns.StartedAt) - columns.StartedAt).TotalSeconds,
            map["executed"].AsInt(),
            map["failed"].AsInt(),
            map["seconds"].AsDict().ToDictionary(entry => entry.Key, entry => entry.Value.AsFloat(), StringComparer.Ordinal),
            [.. map["errors"].AsList().Select(item => DecodeError(item.AsDict()))],
            map.TryGetValue("taken_over", out var taken) ? taken.AsInt() : 0),
        ForkedFrom = JournalDecoder.Dict(map, "forked_from") is { } fork ? new ForkedFrom(fork["run_id"].AsStr(), fork["seq"].AsInt()) : null,
    };

    private static ValueMap Encode(RunSummary summary, ValueMap? inputs, ValueMap? result, ValueMap.Builder apart)
    {
        var fields = new ValueMap.Builder(Fields(summary, inputs, result, apart));
        if (summary.Statistics!.NodesTakenOver > 0)
        {
            fields.Set("taken_over", summary.Statistics.NodesTakenOver);
        }

        if (summary.ForkedFrom is { } fork)
        {
            fields.Set("forked_from", ValueMap.Of(("run_id", fork.RunId), ("seq", fork.Sequence)));
        }

        return fields.Build();
    }

    private static ValueMap Fields(RunSummary summary, ValueMap? inputs, ValueMap? result, ValueMap.Builder apart) => ValueMap.Of(
        ("inputs", inputs),
        ("result", result),
        ("error", summary.Error is { } error ? Encode(error) : null),
        ("executed", summary.Statistics!.NodesExecuted),
        ("failed", summary.Statistics.NodesFailed),
        ("seconds", ValueMap.Create(summary.Statistics.NodeSeconds.Select(entry => KeyValuePair.Create(entry.Key, (Value)entry.Value)))),
        ("errors", ValueList.Adopt([.. summary.Statistics.Errors.Select(item => (Value)Encode(item))])),
        (ApartFields.Name, apart.Build()));

    private static ValueMap Encode(RunError error) => ValueMap.Of(
        ("code", error.Code), ("message", error.Message), ("node_id", error.NodeId), ("frame", error.Frame), ("attempt", (long)error.Attempt));

    private static RunError DecodeError(ValueMap map) => new(
        map["code"].AsStr(),
        map["message"].AsStr(),
        map["node_id"].IsNull ? null : map["node_id"].AsStr(),
        map["frame"].AsStr(),
        (int)map["attempt"].AsInt());
}
