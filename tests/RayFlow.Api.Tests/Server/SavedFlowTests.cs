using System.Net;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Saved flows on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class SavedFlowTests(RunningServer server)
{
    private readonly string _name = $"saved {Guid.NewGuid():N}";

    private string Path => $"/api/flows/{Uri.EscapeDataString(_name)}";

    [Fact]
    public async Task Flow_SavedTwice_KeepsItsVersions()
    {
        Assert.Equal(HttpStatusCode.Created, (await SaveAsync(Adding(1))).StatusCode);
        var again = await SaveAsync(Adding(1));
        var changed = await SaveAsync(Adding(2), ifMatch: "\"1\"");
        await (await SaveAsync(Adding(3), ifMatch: "\"1\"")).ProblemAsync(412, "version_conflict");

        Assert.False((await again.BodyAsync()).GetProperty("created").GetBoolean());
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);
        Assert.Equal(Adding(2), await server.Http.GetStringAsync(Path));
        Assert.Equal(Adding(1), await server.Http.GetStringAsync(Path + "/versions/1"));
        var versions = await (await server.Http.GetAsync(Path + "/versions")).BodyAsync();
        Assert.Equal([2, 1], versions.GetProperty("items").EnumerateArray().Select(version => version.GetProperty("version").GetInt32()));
        var listed = await (await server.Http.GetAsync("/api/flows?limit=1000")).BodyAsync();
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), flow => flow.GetProperty("name").GetString() == _name);
    }

    [Fact]
    public async Task Flow_AsAService_AnswersWithItsReturn()
    {
        await SaveAsync(Adding(1));
        await SaveAsync(Adding(10));

        var latest = await server.Http.PostAsync(Path + "/execute", Wire.Json("{\"x\": 5}"));
        var first = await server.Http.PostAsync(Path + "/execute?version=1", Wire.Json("{\"x\": 5}"));

        Assert.Equal(201, (int)latest.StatusCode);
        Assert.Equal("{\"sum\":15}", await latest.Content.ReadAsStringAsync());
        Assert.Equal("{\"sum\":6}", await first.Content.ReadAsStringAsync());
        var run = await (await server.Http.GetAsync($"/api/runs/{latest.Headers.GetValues("RayFlow-Run-Id").Single()}")).BodyAsync();
        Assert.Equal((_name, 2), (run.GetProperty("flow").GetString(), run.GetProperty("flow_version").GetInt32()));
    }

    [Fact]
    public async Task Flow_Schema_IsThatOfItsDocument()
    {
        await SaveAsync(Adding(1));

        var schema = await (await server.Http.GetAsync(Path + "/schema")).BodyAsync();

        Assert.Equal("integer", schema.GetProperty("inputs").GetProperty("properties").GetProperty("x").GetProperty("type").GetString());
        Assert.Equal("number", schema.GetProperty("returns").GetProperty("return").GetProperty("schema").GetProperty("properties").GetProperty("sum").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Flow_Deleted_IsGone()
    {
        await SaveAsync(Adding(1));

        Assert.Equal(HttpStatusCode.NoContent, (await server.Http.DeleteAsync(Path)).StatusCode);

        await (await server.Http.GetAsync(Path)).ProblemAsync(404, "flow_not_found");
        await (await server.Http.PostAsync(Path + "/execute", Wire.Json("{\"x\": 5}"))).ProblemAsync(404, "flow_not_found");
        await (await server.Http.DeleteAsync(Path)).ProblemAsync(404, "flow_not_found");
    }

    [Fact]
    public async Task Call_OfAFlowThatIsNotSaved_IsAnErrorOfTheCaller()
    {
        var missing = $"missing {Guid.NewGuid():N}";
        var problem = $"RF212 unknown_flow: Node 'call' calls flow '{missing}', which is not saved. Save it first, or correct the name in the constant 'FLOW'.";

        var executed = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {Calling(missing)}, \"inputs\": {{\"x\": 1}}}}"))).ProblemAsync(400, "invalid_flow");
        var validated = await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(Calling(missing)))).BodyAsync();
        var saved = await (await SaveAsync(Calling(missing))).BodyAsync();
        var asService = await (await server.Http.PostAsync(Path + "/execute", Wire.Json("{\"x\": 1}"))).ProblemAsync(400, "invalid_flow");

        Assert.All([executed, validated, saved, asService], answer => Assert.Equal([problem], Errors(answer)));
        Assert.Equal("/flow/nodes/1/data/constantValues/FLOW", validated.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.False(saved.GetProperty("valid").GetBoolean());

        await server.Http.PutAsync($"/api/flows/{missing}", Wire.Json(Adding(1)));
        Assert.Equal("{\"sum\":2}", await (await server.Http.PostAsync(Path + "/execute", Wire.Json("{\"x\": 1}"))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Call_OfAVersionThatDoesNotExist_IsAnErrorOfTheCaller()
    {
        await SaveAsync(Adding(1));

        var first = await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(Calling(_name + "@1")))).BodyAsync();
        var second = await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(Calling(_name + "@2")))).BodyAsync();

        Assert.Empty(Errors(first));
        Assert.Equal(
            [$"RF212 unknown_flow: Node 'call' calls version 2 of flow '{_name}', whose latest version is 1. Correct the version in the constant 'FLOW', or leave it out to call the latest."],
            Errors(second));
    }

    [Fact]
    public async Task Flow_ThatCallsItself_IsValidWhenItIsFirstSaved()
    {
        var saved = await (await SaveAsync(Calling(_name))).BodyAsync();

        Assert.True(saved.GetProperty("valid").GetBoolean());
        Assert.Empty(Errors(await (await server.Http.PostAsync("/api/flows/validate", Wire.Json(Calling("itself", "itself")))).BodyAsync()));
        var run = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {Calling("itself", "itself")}, \"inputs\": {{\"x\": 1}}}}"))).ProblemAsync(400, "invalid_flow");
        Assert.Single(Errors(run)); // run without being saved, it is not there to be called
    }

    [Fact]
    public async Task Call_OfAFlowDeletedAfterItsCallerRan_FailsTheNode()
    {
        await SaveAsync(Adding(1));
        var request = Wire.Json($"{{\"flow\": {Calling(_name)}, \"inputs\": {{\"x\": 1}}}}");
        Assert.Equal(200, (int)(await server.Http.PostAsync("/api/flows/execute", request)).StatusCode);
        await server.Http.DeleteAsync(Path);

        var failed = await (await server.Http.PostAsync("/api/flows/execute", Wire.Json($"{{\"flow\": {Calling(_name)}, \"inputs\": {{\"x\": 1}}}}"))).ProblemAsync(422, "run_failed");

        Assert.Equal("flow_not_found", failed.GetProperty("error").GetProperty("code").GetString());
    }

    private static List<string> Errors(System.Text.Json.JsonElement answer) =>
        [.. answer.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code").GetString()}: {error.GetProperty("message").GetString()}")];

    private static string Calling(string flow, string name = "caller") => TestFlow.Start("""{"x": {"type": "int"}}""")
        .Node("call", "flow_call", $$$"""{"constantValues": {"FLOW": "{{{flow}}}"}}""").Node("return", "return")
        .Exec("start", "call", "return").Wire("start.x > call.x", "call.sum > return.sum").ToString().Replace("\"test\"", $"\"{name}\"", StringComparison.Ordinal);

    private static string Adding(int number) => TestFlow.Start("""{"x": {"type": "int"}}""")
        .Node("add", "math_add", $$$"""{"inputValues": {"y": {{{number}}}}}""").Node("return", "return", """{"config": {"status_code": 201}}""")
        .Exec("start", "return").Wire("start.x > add.x", "add.result > return.sum").ToString();

    private async Task<HttpResponseMessage> SaveAsync(string document, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = Wire.Json(document) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await server.Http.SendAsync(request);
    }
}
