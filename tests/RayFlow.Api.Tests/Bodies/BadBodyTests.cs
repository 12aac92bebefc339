using System.Net;
using System.Text;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Bodies;

public sealed class BadBodyTests
{
    private const string Execute = "/api/flows/execute";

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\"flow\": {},\n  \"inputs\": {\"ä\": ?}}", 2, 19)]
    [InlineData("{\"flow\": {}", 1, 12)]
    [InlineData("{\"flow\": {}}\n{}", 2, 1)]
    [InlineData("{\"flow\": {}, \"inputs\": {\"x\": \"\\ud800\"}}", 1, 30)]
    public async Task Execute_BodyThatIsNotJson_TellsLineAndColumn(string body, int line, int column)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.PostAsync(Execute, Wire.Json(body));

        var problem = await response.ProblemAsync(400, "invalid_json");
        Assert.Equal((line, column), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
        Assert.StartsWith($"Line {line}, column {column}: ", problem.Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{}", "has no 'flow'")]
    [InlineData("{\"flow\": []}", "'flow' must be the flow document")]
    [InlineData("{\"flow\": {}, \"inputs\": 3}", "'inputs' must be a JSON object")]
    [InlineData("{\"flow\": {}, \"input\": {}}", "'input' that is not known")]
    [InlineData("{\"flow\": {}, \"error_strategy\": \"panic\"}", "not 'panic'")]
    [InlineData("{\"flow\": {}, \"error_strategy\": 3}", "error_strategy is abort")]
    [InlineData("{\"flow\": {}, \"timeout_seconds\": 0}", "timeout_seconds is a number")]
    [InlineData("{\"flow\": {}, \"timeout_seconds\": \"1\"}", "timeout_seconds is a number")]
    public async Task Execute_BodyOfAnotherShape_SaysWhatIsWrong(string body, string words)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.PostAsync(Execute, Wire.Json(body));

        Assert.Contains(words, (await response.ProblemAsync(400, "invalid_request")).Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/flows/execute", "{\"flow\": ", "}")]
    [InlineData("/api/flows/execute", "{\"flow\": {}, \"inputs\": {\"x\": ", "}}")]
    [InlineData("/api/flows/validate", "{\"metadata\": ", "}")]
    public async Task Body_NestedTenThousandDeep_IsRefusedAsTooDeep(string path, string before, string after)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());
        var body = before + string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000) + after;

        var response = await host.Http.PostAsync(path, Wire.Json(body));

        await response.ProblemAsync(400, "json_too_deep");
    }

    [Fact]
    public async Task Execute_InvalidUtf8InAnInput_IsRefusedAsNotJson()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());
        byte[] body = [.. "{\"flow\": {}, \"inputs\": {\"x\": \""u8, 0xC3, 0x28, .. "\"}}"u8];

        var response = await host.Http.PostAsync(Execute, Wire.Bytes(body));

        await response.ProblemAsync(400, "invalid_json");
    }

    [Fact]
    public async Task Execute_ByteOrderMark_IsNoPartOfTheBody()
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing());

        var response = await host.Http.PostAsync(Execute, Wire.Bytes([.. Encoding.UTF8.Preamble, .. "{\"flow\": {}}"u8]));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_BodyOf64MiB_IsRefusedAsTooLarge(bool lengthIsKnown)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());
        using var request = new HttpRequestMessage(HttpMethod.Post, Execute) { Content = Wire.Bytes(new byte[64 * 1024 * 1024]) };
        request.Headers.TransferEncodingChunked = !lengthIsKnown;

        var response = await host.Http.SendAsync(request);

        Assert.Contains("16,777,216 bytes", (await response.ProblemAsync(413, "body_too_large")).Detail(), StringComparison.Ordinal);
        Assert.True((await host.Http.GetAsync("/health/live")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Execute_BodyAboveAConfiguredLimit_IsRefusedAsTooLarge()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:MaxBodyBytes", "2048"));

        var response = await host.Http.PostAsync(Execute, Wire.Json("{\"flow\": {}}" + new string(' ', 2048)));

        await response.ProblemAsync(413, "body_too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task Execute_OtherContentTypeThanJson_IsRefused(string? contentType)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());
        var content = Wire.Json("{\"flow\": {}}");
        content.Headers.ContentType = contentType is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);

        var response = await host.Http.PostAsync(Execute, content);

        Assert.Contains("application/json", (await response.ProblemAsync(415, "unsupported_media_type")).Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/nope")]
    [InlineData("/nope.txt")]
    [InlineData("/api/runs/123/nope")]
    public async Task Route_Unknown_IsRefusedAsAProblem(string path)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.GetAsync(path);

        await response.ProblemAsync(404, "route_not_found");
    }

    [Fact]
    public async Task Route_OtherMethod_IsRefusedWithTheMethodsThatAre()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.DeleteAsync("/api/nodes");

        Assert.Contains("GET", (await response.ProblemAsync(405, "method_not_allowed")).Detail(), StringComparison.Ordinal);
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/runs?limit=abc", "limit is a whole number, not 'abc'.")]
    [InlineData("/api/runs?limit=1.5", "limit is a whole number, not '1.5'.")]
    [InlineData("/api/flows?limit=99999999999", "limit is a whole number of at most 2147483647, not 99999999999.")]
    [InlineData("/api/runs?since=soon", "since is a moment in ISO 8601, such as 2026-01-31T08:00:00Z, not 'soon'.")]
    [InlineData("/api/flows/sum?version=last", "version is a whole number, not 'last'.")]
    [InlineData("/api/runs/0192f0c1e7a07d3a8a5c0f3b6a1d2e3f/events?after=x", "after is a whole number, not 'x'.")]
    public async Task Query_OfAnotherType_SaysWhatItMustBe(string path, string detail)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.GetAsync(path);

        Assert.Equal(detail, (await response.ProblemAsync(400, "invalid_request")).Detail());
    }

    [Fact]
    public async Task Execute_DeadlineInTheQueryThatIsNoNumber_SaysWhatItMustBe()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.PostAsync("/api/flows/sum/execute?timeout_seconds=long", null);

        Assert.Equal("timeout_seconds is a number, not 'long'.", (await response.ProblemAsync(400, "invalid_request")).Detail());
    }

    [Theory]
    [InlineData("/api/runs?limit=0")]
    [InlineData("/api/runs?limit=1001")]
    [InlineData("/api/runs?status=broken")]
    [InlineData("/api/runs?since=yesterday")]
    [InlineData("/api/runs/0192f0c1e7a07d3a8a5c0f3b6a1d2e3f/history?cursor=x")]
    [InlineData("/api/flows/a%40b")]
    public async Task Query_ThatDoesNotFit_IsRefused(string path)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await host.Http.GetAsync(path);

        await response.ProblemAsync(400, "invalid_request");
    }
}
