using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Api.Tests.Samples;

namespace RayFlow.Api.Tests.Replays;

/// <summary>
/// Runs that were recorded are told the same for ever: their journals, left in a database by whatever version, are folded by this one and come to the
/// same result, the same history and the same events.
/// </summary>
/// <remarks>
/// <c>RAYFLOW_RECORD_GOLDENS=LABEL dotnet test tests/RayFlow.Api.Tests --filter Golden_OfEverySample</c> records the samples that have none under
/// that label, which is the version that is about to be released; with <c>LABEL+</c> all of them, beside the older recordings. Nothing is ever overwritten.
/// User nodes of <c>client/samples/nodes</c> that a recording uses keep their meaning.
/// </remarks>
public sealed class GoldenTests(GoldenServer golden) : IClassFixture<GoldenServer>
{
    private readonly RunningServer _server = golden.Server;

    public static TheoryData<string> Recordings => [.. GoldenRun.Names];

    public static TheoryData<string> SampleNames => [.. Sample.Names];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Golden_FoldedByThisVersion_IsToldTheSame(string name)
    {
        var told = new GoldenRun(name).Told;
        var now = await ToldRun.AskAsync(_server.Http, told["run"]!["run_id"]!.GetValue<string>());

        var differences = Differences(told, now, "").Take(20).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public async Task Golden_OfEverySample_IsKept(string name)
    {
        var sample = new Sample(name);
        if (Environment.GetEnvironmentVariable("RAYFLOW_RECORD_GOLDENS") is { Length: > 0 } label && (label.EndsWith('+') || !GoldenRun.IsKept(sample)))
        {
            await RecordAsync(sample, label.TrimEnd('+'));
        }

        Assert.True(GoldenRun.IsKept(sample), $"The sample '{name}' has no recording. See the remarks of {nameof(GoldenTests)}.");
    }

    private async Task RecordAsync(Sample sample, string label)
    {
        await SampleRun.SaveFlowsAsync(_server.Http, sample);
        await using var run = await SampleRun.StartAsync(_server.Http, sample);
        foreach (var act in sample.Acts)
        {
            await run.DoAsync(act!.AsObject());
        }

        var ended = new List<JsonNode> { await run.ToEndAsync() };
        foreach (var flow in (sample.Expected["runs"] as JsonObject ?? []).Select(flow => flow.Key))
        {
            ended.AddRange(await run.EndedRunsOfAsync(flow));
        }

        await using var stored = new StoredRuns(_server.ConnectionString);
        for (var i = 0; i < ended.Count; i++)
        {
            var id = ended[i]["run_id"]!.GetValue<string>();
            GoldenRun.Of(label, sample, i).Keep(await stored.ReadAsync(id), await ToldRun.AskAsync(_server.Http, id));
        }
    }

    /// <summary>What of the recorded is not so now; a later version may tell more, and leave out nothing.</summary>
    private static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? now, string path) => (recorded, now) switch
    {
        (JsonObject members, JsonObject found) => members.SelectMany(member => Differences(member.Value, found[member.Key], $"{path}/{member.Key}")),
        (null, _) when path.EndsWith("/child_run_id", StringComparison.Ordinal) => [], // what was recorded first does not tell of children
        (JsonArray items, JsonArray found) when items.Count == found.Count => items.SelectMany((item, i) => Differences(item, found[i], $"{path}/{i}")),
        _ => recorded?.ToJsonString() == now?.ToJsonString() ? [] : [$"{path}: recorded {recorded?.ToJsonString() ?? "null"}, now {now?.ToJsonString() ?? "null"}"],
    };
}
