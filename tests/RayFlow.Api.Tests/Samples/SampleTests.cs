using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

/// <summary>Every sample is a test: its flow, run with its input, answers with what it promises.</summary>
[Collection(ServerTests.Name)]
public sealed class SampleTests(RunningServer server)
{
    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Checkout.Samples, "flow.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Checkout.Samples, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_Run_AnswersAsExpected(string name)
    {
        var body = new JsonObject { ["flow"] = Read(name, "flow.json"), ["inputs"] = Read(name, "input.json") };

        var response = await server.Http.PostAsync("/api/flows/execute", Wire.Json(body.ToJsonString()));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var differences = Differences(Read(name, "expected.json")!, answer, "").ToList();
        Assert.True(differences.Count == 0, $"{string.Join('\n', differences)}\nin {answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true })}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_Validated_HasNoProblems(string name)
    {
        var answer = await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(Read(name, "flow.json")!.ToJsonString()))).BodyAsync();

        Assert.Equal("{\"valid\":true,\"errors\":[],\"warnings\":[]}", answer.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Readme_SaysHowToRunIt(string name)
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Samples, name, "README.md"));

        Assert.Contains($"./rayflow run client/samples/{name}/flow.json --inputs client/samples/{name}/input.json", readme, StringComparison.Ordinal);
    }

    private static JsonNode? Read(string name, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Samples, name, file)));

    /// <summary>What of the expected is not so. Members that are not expected may be anything; a result is compared whole.</summary>
    private static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject members && actual is JsonObject found && path != "/result")
        {
            return members.SelectMany(member => Differences(member.Value, found[member.Key], $"{path}/{member.Key}"));
        }

        return expected?.ToJsonString() == actual?.ToJsonString() ? [] : [$"{path}: expected {expected?.ToJsonString() ?? "null"}, found {actual?.ToJsonString() ?? "null"}"];
    }
}
