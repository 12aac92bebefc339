using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What the index row of an ended run keeps beside its columns, as JSON: an ended run is told from its row alone.</summary>
internal static class SummaryCodec
{
    public static byte[] Encode(RunSummary summary) => ValueJson.ToUtf8(ValueMap.Of(
        ("inputs", summary.Inputs),
        ("result", summary.Result),
        ("error", summary.Error is { } error ? Encode(error) : null),
        ("executed", summary.Statistics!.NodesExecuted),
        ("failed", summary.Statistics.NodesFailed),
        ("seconds", ValueMap.Create(summary.Statistics.NodeSeconds.Select(entry => KeyValuePair.Create(entry.Key, (Value)entry.Value)))),
        ("errors", ValueList.Adopt([.. summary.Statistics.Errors.Select(item => (Value)Encode(item))]))));

    /// <summary>Adds what was kept to what the columns say.</summary>
    public static RunSummary Decode(RunSummary columns, ReadOnlySpan<byte> json)
    {
        var map = ValueJson.Parse(json).AsDict();
        return columns with
        {
            Inputs = map["inputs"].IsNull ? null : map["inputs"].AsDict(),
            Result = map["result"].IsNull ? null : map["result"].AsDict(),
            Error = map["error"].IsNull ? null : DecodeError(map["error"].AsDict()),
            Statistics = new RunStatistics(
                ((columns.EndedAt ?? columns.StartedAt) - columns.StartedAt).TotalSeconds,
                map["executed"].AsInt(),
                map["failed"].AsInt(),
                map["seconds"].AsDict().ToDictionary(entry => entry.Key, entry => entry.Value.AsFloat(), StringComparer.Ordinal),
                [.. map["errors"].AsList().Select(item => DecodeError(item.AsDict()))]),
        };
    }

    private static ValueMap Encode(RunError error) => ValueMap.Of(
        ("code", error.Code), ("message", error.Message), ("node_id", error.NodeId), ("frame", error.Frame), ("attempt", (long)error.Attempt));

    private static RunError DecodeError(ValueMap map) => new(
        map["code"].AsStr(),
        map["message"].AsStr(),
        map["node_id"].IsNull ? null : map["node_id"].AsStr(),
        map["frame"].AsStr(),
        (int)map["attempt"].AsInt());
}
