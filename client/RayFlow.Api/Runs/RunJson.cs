using System.Collections.Frozen;
using System.Text.Json;
using RayFlow.Api.Bodies;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Runs;

/// <summary>Writes runs and what belongs to them as JSON, straight from their values.</summary>
internal static class RunJson
{
    private static readonly FrozenDictionary<RunStatus, string> StatusNames =
        Enum.GetValues<RunStatus>().ToFrozenDictionary(status => status, status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()));

    public static string NameOf(RunStatus status) => StatusNames[status];

    public static IEnumerable<string> Names => StatusNames.Values;

    public static RunStatus? StatusOf(string name) =>
        StatusNames.FirstOrDefault(pair => pair.Value == name) is { Value: not null } pair ? pair.Key : null;

    /// <summary>Writes a run; lists leave the inputs out, since their rows do not have them.</summary>
    public static void Write(Utf8JsonWriter writer, RunSummary run, bool withInputs)
    {
        writer.WriteStartObject();
        writer.WriteString("run_id"u8, run.RunId);
        writer.WriteString("flow"u8, run.Flow);
        WriteNumber(writer, "flow_version"u8, run.FlowVersion);
        writer.WriteString("status"u8, NameOf(run.Status));
        WriteTime(writer, "started_at"u8, run.StartedAt);
        WriteTime(writer, "ended_at"u8, run.EndedAt);
        if (withInputs)
        {
            WriteMap(writer, "inputs"u8, run.Inputs);
        }

        WriteOutcome(writer, run);
        writer.WritePropertyName("error"u8);
        Write(writer, run.Error);
        writer.WritePropertyName("statistics"u8);
        Write(writer, run.Statistics);
        writer.WriteStartArray("waiting_for"u8);
        foreach (var wait in run.WaitingFor)
        {
            Write(writer, wait);
        }

        writer.WriteEndArray();
        writer.WriteString("parent_run_id"u8, run.ParentRunId);
        writer.WritePropertyName("forked_from"u8);
        if (run.ForkedFrom is { } origin)
        {
            writer.WriteStartObject();
            writer.WriteString("run_id"u8, origin.RunId);
            writer.WriteNumber("seq"u8, origin.Sequence);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes <c>result</c>, <c>return_node</c> and <c>status_code</c>.</summary>
    public static void WriteOutcome(Utf8JsonWriter writer, RunSummary run)
    {
        WriteMap(writer, "result"u8, run.Result);
        writer.WriteString("return_node"u8, run.ReturnNode);
        WriteNumber(writer, "status_code"u8, run.StatusCode);
    }

    public static void Write(Utf8JsonWriter writer, RunStatistics? statistics)
    {
        if (statistics is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("total_time"u8, statistics.TotalSeconds);
        writer.WriteNumber("nodes_executed"u8, statistics.NodesExecuted);
        writer.WriteNumber("nodes_taken_over"u8, statistics.NodesTakenOver);
        writer.WriteNumber("nodes_failed"u8, statistics.NodesFailed);
        writer.WriteStartObject("node_times"u8);
        foreach (var (node, seconds) in statistics.NodeSeconds)
        {
            writer.WriteNumber(node, seconds);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("errors"u8);
        foreach (var error in statistics.Errors)
        {
            Write(writer, error);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, RunError? error)
    {
        if (error is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("node_id"u8, error.NodeId);
        writer.WriteString("frame"u8, error.Frame);
        writer.WriteNumber("attempt"u8, error.Attempt);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, HistoryItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("node_id"u8, item.NodeId);
        writer.WriteString("frame"u8, item.Frame);
        writer.WriteString("state"u8, item.State);
        writer.WriteString("skipped_because"u8, item.SkippedBecause);
        writer.WriteNumber("attempts"u8, item.Attempts);
        WriteTime(writer, "started_at"u8, item.StartedAt);
        WriteTime(writer, "ended_at"u8, item.EndedAt);
        WriteNumber(writer, "duration_seconds"u8, item.DurationSeconds);
        WriteMap(writer, "inputs"u8, item.Inputs);
        WriteMap(writer, "outputs"u8, item.Outputs);
        writer.WritePropertyName("error"u8);
        Write(writer, item.Error);
        writer.WriteString("child_run_id"u8, item.ChildRunId);
        writer.WriteNumber("position"u8, item.Position);
        writer.WriteEndObject();
    }

    /// <summary>Writes an event's data: its own fields beside those that every event has, which win.</summary>
    public static void Write(Utf8JsonWriter writer, TimelineEvent happened)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, happened.Sequence);
        writer.WriteString("type"u8, happened.Type);
        WriteTime(writer, "at"u8, happened.At);
        writer.WriteString("node_id"u8, happened.NodeId);
        writer.WriteString("frame"u8, happened.Frame);
        foreach (var (name, value) in happened.Data.AsSpan())
        {
            if (name is not ("seq" or "type" or "at" or "node_id" or "frame"))
            {
                writer.WritePropertyName(name);
                ValueJson.Write(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } moment)
        {
            writer.WriteString(name, moment.UtcDateTime);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? number)
    {
        if (number is { } real)
        {
            writer.WriteNumber(name, real);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>A JSON object of a body; null if there is none.</summary>
    public static ValueMap? Dict(ValueMap body, string name) => !body.TryGetValue(name, out var given) || given.IsNull ? null
        : given.Kind == ValueKind.Dict ? given.AsDict()
        : throw JsonBody.Invalid($"'{name}' must be a JSON object.", $"/{name}");

    public static void WriteMap(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueMap? map)
    {
        writer.WritePropertyName(name);
        ValueJson.Write(writer, Value.Of(map));
    }

    public static void Write(Utf8JsonWriter writer, RunWait wait)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, wait.Kind);
        writer.WriteString("node_id"u8, wait.NodeId);
        writer.WriteString("frame"u8, wait.Frame);
        writer.WriteString("name"u8, wait.Name);
        WriteTime(writer, "due_at"u8, wait.DueAt);
        if (wait.Reason is { } reason)
        {
            writer.WriteString("reason"u8, reason);
        }

        writer.WriteEndObject();
    }
}
