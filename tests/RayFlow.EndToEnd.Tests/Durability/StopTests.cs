using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RayFlow.EndToEnd.Tests.Processes;
using RayFlow.Testing.Flows;

namespace RayFlow.EndToEnd.Tests.Durability;

/// <summary>Stopping as asked.</summary>
public sealed class StopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-stop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_SideBySide_AnswerAndStopCleanly()
    {
        await using var one = await SiloProcess.StartAsync("--data", Path.Combine(_folder, "one"));
        await using var two = await SiloProcess.StartAsync("--data", Path.Combine(_folder, "two"));
        var body = new JsonObject { ["flow"] = Answering("one"), ["inputs"] = new JsonObject() };

        using var answer = await one.PostAsync("/api/flows/execute", body);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal("one", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["result"]!["who"]);
        Assert.Empty((await two.Http.GetFromJsonAsync<JsonNode>("/api/runs"))!["items"]!.AsArray());
        Assert.Equal(0, await one.StopAsync());
        Assert.Equal(0, await two.StopAsync());
    }

    [Fact]
    public async Task SavedFlow_AfterARestart_RunsAndTakesANewVersion()
    {
        string[] data = ["--data", _folder];
        await using (var first = await SiloProcess.StartAsync(data))
        {
            using var saved = await first.Http.PutAsJsonAsync("/api/flows/kept", Answering("one"));
            Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        }

        await using var second = await SiloProcess.StartAsync(data);
        using var answer = await second.PostAsync("/api/flows/kept/execute", new JsonObject());
        using var changed = await second.Http.PutAsJsonAsync("/api/flows/kept", Answering("two"));

        Assert.Equal("{\"who\":\"one\"}", await answer.Content.ReadAsStringAsync());
        Assert.Equal(2, (int?)(await changed.Content.ReadFromJsonAsync<JsonNode>())!["version"]);
    }

    private static JsonNode Answering(string who) => JsonNode.Parse(new FlowBuilder().Return().Input("who", who).Exec("start", "return").ToJson())!;
}
