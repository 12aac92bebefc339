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
