using System.Text.Json;

namespace RayFlow.Cli.Server;

/// <summary>An event of a run as the server sent it.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Type">Such as <c>node_completed</c>.</param>
/// <param name="Data">All its fields.</param>
internal sealed record RunEvent(long Sequence, string Type, JsonElement Data)
{
    public string NodeId => Text("node_id") ?? "";

    public string Frame => Text("frame") ?? "";

    public bool EndsRun => Type is "run_completed" or "run_failed" or "run_cancelled";

    public string? Text(string name) => Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public double? Number(string name) => Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
