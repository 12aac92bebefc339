using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;

namespace RayFlow.Api.Tests.Flows;

public sealed class FlowsApiTests
{
    private const string Document = "{ \"flow\": {\"nodes\": [], \"edges\": []} , \"kept\": 1.50}";

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("\"3\"", null, 3)]
    [InlineData("\"1\", \"7\"", null, 7)]
    [InlineData("*", null, 7)]
    [InlineData("\"other\"", null, -1)]
    [InlineData("W/\"7\"", null, -1)]
    [InlineData(null, "*", 0)]
    public async Task Save_Precondition_BecomesTheVersionExpected(string? ifMatch, string? ifNoneMatch, int? expected)
    {
        var grains = Saving(created: true);
        await using var host = await ApiHost.StartAsync(grains);

        var response = await SaveAsync(host, ifMatch, ifNoneMatch);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = grains.Calls[^1].Argument<SaveFlow>();
        Assert.Equal(expected, request.IfVersion);
        Assert.Equal(Document, Encoding.UTF8.GetString(request.Document));
    }

    [Fact]
    public async Task Save_SomebodyElseSavedMeanwhile_Answers412WithTheLatest()
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.SaveAsync), (name, _) => new SaveFlowResult(Version(name, 7), false, true, []));
        await using var host = await ApiHost.StartAsync(grains);

        var problem = await (await SaveAsync(host, "\"6\"", null)).ProblemAsync(412, "version_conflict");

        Assert.Equal(7, problem.GetProperty("current_version").GetInt32());
    }

    [Fact]
    public async Task Save_NewFlow_Answers201WithItsVersion()
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.SaveAsync), (name, _) => new SaveFlowResult(
            Version(name, 1), true, false, [new FlowDiagnostic("RF101 missing_start", Severity.Error, "There is no START.", "/flow/nodes")]));
        await using var host = await ApiHost.StartAsync(grains);

        var response = await SaveAsync(host, null, null);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.Equal("/api/flows/my%20flow", response.Headers.Location?.ToString());
        var body = await response.BodyAsync();
        Assert.False(body.GetProperty("valid").GetBoolean());
        Assert.Equal(1, body.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Save_DocumentThatCannotBeRead_Answers400()
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.SaveAsync), (_, _) => new SaveFlowResult(
            null, false, false, [new FlowDiagnostic("RF011 missing_flow", Severity.Error, "The document has no 'flow'.", "")]));
        await using var host = await ApiHost.StartAsync(grains);

        await (await SaveAsync(host, null, null)).ProblemAsync(400, "invalid_flow");
    }

    [Fact]
    public async Task Get_SavedFlow_IsTheDocumentByteForByte()
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (name, _) => Version(name, 7) with { Document = Encoding.UTF8.GetBytes(Document) });
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.GetAsync("/api/flows/sum");

        Assert.Equal(Document, await response.Content.ReadAsStringAsync());
        Assert.Equal("\"7\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Get_VersionThatTheReaderHas_Answers304()
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (name, _) => Version(name, 7) with { Document = Encoding.UTF8.GetBytes(Document) });
        await using var host = await ApiHost.StartAsync(grains);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flows/sum/versions/7");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"7\""));

        Assert.Equal(HttpStatusCode.NotModified, (await host.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/api/flows/none")]
    [InlineData("/api/flows/none/versions")]
    [InlineData("/api/flows/none/versions/2")]
    [InlineData("/api/flows/none/schema")]
    public async Task Get_FlowThatDoesNotExist_Answers404(string path)
    {
        var grains = new ScriptedGrains()
            .On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (_, _) => null)
            .On<IFlowGrain>(nameof(IFlowGrain.GetVersionsAsync), (_, _) => Array.Empty<FlowVersion>());
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.GetAsync(path)).ProblemAsync(404, "flow_not_found");
    }

    [Theory]
    [InlineData("/api/flows/a%252Fb", "a%2Fb")]
    [InlineData("/api/flows/tea%20time%25/versions/3", "tea time%")]
    [InlineData("/api/flows/%C3%A4%252f/schema", "ä%2f")]
    public async Task Get_NameInThePath_ArrivesDecoded(string path, string name)
    {
        var grains = new ScriptedGrains().On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (_, _) => null);
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.GetAsync(path);

        await response.ProblemAsync(404, "flow_not_found");
        Assert.Equal(name, grains.Calls.Single().Key);
    }

    [Fact]
    public async Task Get_NameThatNoFlowCanHave_IsRefusedByThatName()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var problem = await (await host.Http.GetAsync("/api/flows/a%2Fb")).ProblemAsync(400, "invalid_request");

        Assert.StartsWith("'a/b' cannot be a flow's name", problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_MoreThanTheLimit_TellsTheCursor()
    {
        var grains = new ScriptedGrains().On<IFlowDirectoryGrain>(
            nameof(IFlowDirectoryGrain.ListAsync), (_, _) => new[] { Version("a", 1), Version("b", 1), Version("c", 1) });
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync("/api/flows?limit=2")).BodyAsync();

        Assert.Equal(["a", "b"], body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.Equal("b", body.GetProperty("next_cursor").GetString());
    }

    [Theory]
    [InlineData(true, 204)]
    [InlineData(false, 404)]
    [InlineData(null, 412)]
    public async Task Delete_Outcome_BecomesAStatus(bool? deleted, int status)
    {
        var grains = new ScriptedGrains()
            .On<IFlowGrain>(nameof(IFlowGrain.DeleteAsync), (_, _) => Task.FromResult(deleted))
            .On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (name, _) => Version(name, 7));
        await using var host = await ApiHost.StartAsync(grains);

        Assert.Equal(status, (int)(await host.Http.DeleteAsync("/api/flows/sum")).StatusCode);
    }

    [Fact]
    public async Task Schema_OfAFlow_TellsInputsAndReturns()
    {
        const string Flow = """
            {"flow": {"nodes": [
              {"id": "start", "type": "start", "data": {"config": {"api_schema": {"x": {"type": "int", "description": "One."}, "y": {"type": "list[str]", "default": []}}}}},
              {"id": "length", "type": "string_length", "data": {}},
              {"id": "ok", "type": "return", "data": {"inputValues": {"note": "hi"}}},
              {"id": "no", "type": "return", "data": {"config": {"name": "refused", "status_code": 400, "response_schema": {"reason": {"type": "str"}}}}}],
            "edges": [
              {"source": "start", "sourceHandle": "output-x", "target": "ok", "targetHandle": "input-x"},
              {"source": "length", "sourceHandle": "output-length", "target": "ok", "targetHandle": "input-length"}]}}
            """;
        var grains = new ScriptedGrains()
            .On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (name, _) => Version(name, 7) with { Document = Encoding.UTF8.GetBytes(Flow) })
            .On<ICatalogGrain>(nameof(ICatalogGrain.GetNodesAsync), (_, _) => Encoding.UTF8.GetBytes("""{"items": [{"type": "string_length", "outputs": [{"name": "length", "type": "int"}]}]}"""));
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.GetAsync("/api/flows/sum/schema")).BodyAsync();

        const string Dialect = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"";
        Assert.Equal(
            $$$"""{{{{Dialect}}},"type":"object","properties":{"x":{"type":"integer","description":"One."},"y":{"type":"array","items":{"type":"string"},"default":[]}},"required":["x"],"additionalProperties":false}""",
            body.GetProperty("inputs").GetRawText());
        Assert.Equal(
            $$$"""{"name":null,"status_code":200,"schema":{{{{Dialect}}},"type":"object","properties":{"x":{"type":"integer"},"length":{"type":"integer"},"note":{}},"required":["x","length","note"],"additionalProperties":false}}""",
            body.GetProperty("returns").GetProperty("ok").GetRawText());
        Assert.Equal("refused", body.GetProperty("returns").GetProperty("no").GetProperty("name").GetString());
        Assert.Equal(400, body.GetProperty("returns").GetProperty("no").GetProperty("status_code").GetInt32());
    }

    [Fact]
    public async Task Validate_Document_ListsErrorsAndWarnings()
    {
        var grains = new ScriptedGrains().On<ICatalogGrain>(
            nameof(ICatalogGrain.ValidateAsync), (_, _) => new[] { new FlowDiagnostic("RF401 unreachable", Severity.Warning, "Nothing leads to 'a'.", "/flow/nodes/0", "a") });
        await using var host = await ApiHost.StartAsync(grains);

        var body = await (await host.Http.PostAsync("/api/flows/validate", Wire.Json(Document))).BodyAsync();

        Assert.True(body.GetProperty("valid").GetBoolean());
        Assert.Equal((0, 1), (body.GetProperty("errors").GetArrayLength(), body.GetProperty("warnings").GetArrayLength()));
    }

    private static ScriptedGrains Saving(bool created) => new ScriptedGrains()
        .On<IFlowGrain>(nameof(IFlowGrain.GetAsync), (name, _) => Version(name, 7))
        .On<IFlowGrain>(nameof(IFlowGrain.SaveAsync), (name, _) => new SaveFlowResult(Version(name, 8), created, false, []));

    private static FlowVersion Version(string name, int version) => new(name, version, new string('a', 64), DateTimeOffset.UnixEpoch, "");

    private static async Task<HttpResponseMessage> SaveAsync(ApiHost host, string? ifMatch, string? ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/flows/my%20flow") { Content = Wire.Json(Document) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await host.Http.SendAsync(request);
    }
}
