using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

/// <summary>Every sample is a test: its flow, run with its input and acted upon as it says, does what it promises.</summary>
[Collection(ServerTests.Name)]
public sealed class SampleTests(RunningServer server)
{
    public static TheoryData<string> Names => [.. Sample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_Run_AnswersAsExpected(string name)
    {
        var sample = new Sample(name);
        await SampleRun.SaveFlowsAsync(server.Http, sample);

        var (answer, run) = sample.Acts.Count > 0 ? await ActAsync(sample) : await ExecuteAsync(sample);

        await using (run)
        {
            var expected = sample.Expected.AsObject();
            List<string> differences =
            [
                .. Differences(Without(expected, "history", "order", "runs"), answer, ""),
                .. InHistory(expected, await run.HistoryAsync()),
                .. await InRunsAsync(expected, run),
            ];
            Assert.True(differences.Count == 0, $"{string.Join('\n', differences)}\nin {answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true })}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_Validated_HasNoProblems(string name)
    {
        var sample = new Sample(name);
        await SampleRun.SaveFlowsAsync(server.Http, sample);

        var answer = await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(sample.Flow.ToJsonString()))).BodyAsync();

        Assert.Equal("{\"valid\":true,\"errors\":[],\"warnings\":[]}", answer.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Readme_SaysHowToRunIt(string name) =>
        Assert.Contains($"./rayflow run client/samples/{name}/flow.json --inputs client/samples/{name}/input.json", new Sample(name).Readme, StringComparison.Ordinal);

    private async Task<(JsonNode Answer, SampleRun Run)> ExecuteAsync(Sample sample)
    {
        var body = new JsonObject { ["flow"] = sample.Flow, ["inputs"] = sample.Input };
        var response = await server.Http.PostAsync("/api/flows/execute", Wire.Json(body.ToJsonString()));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(answer["run_id"] is not null, answer.ToJsonString());
        return (answer, new SampleRun(server.Http, answer["run_id"]!.GetValue<string>()));
    }

    private async Task<(JsonNode Answer, SampleRun Run)> ActAsync(Sample sample)
    {
        var run = await SampleRun.StartAsync(server.Http, sample);
        foreach (var act in sample.Acts)
        {
            await run.DoAsync(act!.AsObject());
        }

        return (await run.ToEndAsync(), run);
    }

    private static JsonObject Without(JsonObject expected, params string[] members) =>
        new(expected.Where(member => !members.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    /// <summary>What of the expected is not so. Members that are not expected may be anything; a result is compared whole.</summary>
    private static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject members && actual is JsonObject found && !path.EndsWith("/result", StringComparison.Ordinal))
        {
            return members.SelectMany(member => Differences(member.Value, found[member.Key], $"{path}/{member.Key}"));
        }

        return expected?.ToJsonString() == actual?.ToJsonString() ? [] : [$"{path}: expected {expected?.ToJsonString() ?? "null"}, found {actual?.ToJsonString() ?? "null"}"];
    }

    /// <summary>
    /// Holds <c>history</c> (the state of each instance; null: there is none) and <c>order</c> (instances in the order in which they started)
    /// against a history. Of a node that is named in <c>history</c> every instance must be.
    /// </summary>
    private static IEnumerable<string> InHistory(JsonObject expected, IReadOnlyList<(string Path, string Node, string State)> found)
    {
        var states = expected["history"] as JsonObject ?? [];
        foreach (var (path, state) in states)
        {
            var here = found.Where(item => item.Path == path).Select(item => item.State).ToList();
            var wanted = state is null ? [] : new List<string> { state.GetValue<string>() };
            if (!here.SequenceEqual(wanted))
            {
                yield return $"history of {path}: expected [{string.Join(", ", wanted)}], found [{string.Join(", ", here)}]";
            }
        }

        var named = states.Select(state => state.Key[(state.Key.LastIndexOf('/') + 1)..]).ToHashSet();
        foreach (var item in found.Where(item => named.Contains(item.Node) && !states.ContainsKey(item.Path)))
        {
            yield return $"history: {item.Path} was {item.State}, and is not expected";
        }

        if (expected["order"] is JsonArray order)
        {
            var wanted = string.Join(", ", order.Select(path => path!.GetValue<string>()));
            var started = string.Join(", ", found.Select(item => item.Path).Where(path => order.Any(one => one!.GetValue<string>() == path)));
            if (wanted != started)
            {
                yield return $"order: expected {wanted}, found {started}";
            }
        }
    }

    /// <summary>Holds <c>runs</c>, the runs of each saved flow in any order, against those that there were.</summary>
    private static async Task<IEnumerable<string>> InRunsAsync(JsonObject expected, SampleRun run)
    {
        var differences = new List<string>();
        foreach (var (flow, wanted) in expected["runs"] as JsonObject ?? [])
        {
            var left = (await run.EndedRunsOfAsync(flow)).ToList();
            foreach (var one in wanted!.AsArray())
            {
                if (left.RemoveAll(found => !Differences(one, found, "").Any()) != 1)
                {
                    differences.Add($"runs of {flow}: expected one {one!.ToJsonString()}");
                }
            }

            differences.AddRange(left.Select(found => $"runs of {flow}: found {found.ToJsonString()}"));
        }

        return differences;
    }
}
