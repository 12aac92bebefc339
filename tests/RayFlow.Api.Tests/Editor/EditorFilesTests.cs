using System.Net;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Editor;

public sealed class EditorFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-editor");

    public EditorFilesTests()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "index.html"), "<!doctype html><title>Editor</title>");
        _folder.CreateSubdirectory("assets");
        File.WriteAllText(Path.Combine(_folder.FullName, "assets", "index-abc123.js"), new string(' ', 5000) + "0");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/flows/my%20flow")]
    [InlineData("/runs/0192f0c1e7a07d3a8a5c0f3b6a1d2e3f")]
    public async Task Page_Asked_IsTheEditorUnderAStrictPolicy(string path)
    {
        await using var host = await StartAsync();

        var response = await GetAsync(host, path, ("Accept", "text/html"));

        Assert.Equal("<!doctype html><title>Editor</title>", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoCache);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Asset_Asked_IsCompressedAndKeptForAYear()
    {
        await using var host = await StartAsync();

        var response = await GetAsync(host, "/assets/index-abc123.js", ("Accept-Encoding", "br"));

        Assert.Equal("br", response.Content.Headers.ContentEncoding.Single());
        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl?.MaxAge);
        Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/nope")]
    [InlineData("/assets/missing.js")]
    public async Task Path_ThatIsNoPage_IsNotTheEditor(string path)
    {
        await using var host = await StartAsync();

        var response = await GetAsync(host, path, ("Accept", "text/html"));

        await response.ProblemAsync(404, "route_not_found");
    }

    [Fact]
    public async Task Page_EditorNotBuilt_SaysSo()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:EditorFolder", Path.Combine(_folder.FullName, "none")));

        var response = await GetAsync(host, "/", ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("The editor has not been built", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:EditorFolder", _folder.FullName));

    private static async Task<HttpResponseMessage> GetAsync(ApiHost host, string path, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return await host.Http.SendAsync(request);
    }
}
