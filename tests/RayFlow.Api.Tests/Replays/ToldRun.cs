using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Samples;

namespace RayFlow.Api.Tests.Replays;

/// <summary>What the API tells of a run that is the same each time that it is asked.</summary>
internal static class ToldRun
{
    // What is measured and not journaled, and what a later version may tell more of.
    private static readonly string[] RunMembers = ["run_id", "flow", "flow_version", "status", "inputs", "result", "return_node", "status_code", "error", "started_at", "parent_run_id"];

    /// <summary>The run, its history and its events.</summary>
    public static async Task<JsonObject> AskAsync(HttpClient http, string runId)
    {
        var run = await GetAsync(http, $"/api/runs/{runId}");
        var statistics = run["statistics"]!.AsObject();
        return new JsonObject
        {
            ["run"] = Only(run, RunMembers),
            ["statistics"] = Only(statistics, "nodes_executed", "nodes_failed", "errors"),
            ["history"] = (await GetAsync(http, $"/api/runs/{runId}/history?limit=1000"))["items"]!.DeepClone(),
            ["events"] = new JsonArray([.. await SampleRun.EventsOfAsync(http, runId)]),
        };
    }

    private static async Task<JsonObject> GetAsync(HttpClient http, string url) => JsonNode.Parse(await http.GetStringAsync(url))!.AsObject();

    private static JsonObject Only(JsonObject from, params string[] members) => new(members.Select(member => KeyValuePair.Create(member, from[member]?.DeepClone())));
}
