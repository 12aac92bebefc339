using System.Net;
using Microsoft.Extensions.Options;
using RayFlow.Api.Access;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Access;

public sealed class AccessTests
{
    private const string Key = "a key of at least 16 characters";

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    public async Task Request_ToLoopbackByALoopbackName_IsTaken(string name)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Get, "/health/live", ("Host", name))).StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/nodes")]
    [InlineData("/")]
    public async Task Request_ToLoopbackByAnotherName_IsRefused(string path)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await SendAsync(host, HttpMethod.Get, path, ("Host", "evil.example:5080"));

        await response.ProblemAsync(403, "host_not_allowed");
    }

    [Fact]
    public async Task Request_ByAnAllowedName_IsTaken()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:AllowedHosts:0", "flows.example"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Get, "/health/live", ("Host", "flows.example"))).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Change_AskedForByAnotherPage_IsRefused(string origin)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var response = await SendAsync(host, HttpMethod.Post, "/api/runs/0192f0c1e7a07d3a8a5c0f3b6a1d2e3f/cancel", ("Origin", origin));

        await response.ProblemAsync(403, "origin_not_allowed");
    }

    [Fact]
    public async Task Change_AskedForByItsOwnPage_IsTaken()
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing());

        var response = await SendAsync(host, HttpMethod.Post, "/api/flows/sum/execute", ("Origin", host.Address.ToString().TrimEnd('/')));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + Key)]
    [InlineData("X-Api-Key", Key)]
    public async Task Call_WithTheKey_IsTaken(string header, string value)
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing(), ("RayFlow:Api:ApiKeys:0", "another key, long enough"), ("RayFlow:Api:ApiKeys:1", Key));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Post, "/api/flows/sum/execute", (header, value))).StatusCode);
    }

    [Theory]
    [InlineData("X-None", "")]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Basic " + Key)]
    [InlineData("X-Api-Key", Key + "x")]
    public async Task Call_WithoutTheKey_IsRefused(string header, string value)
    {
        await using var host = await ApiHost.StartAsync(Hosting.Runs.Completing(), ("RayFlow:Api:ApiKeys:0", Key));

        var response = await SendAsync(host, HttpMethod.Post, "/api/flows/sum/execute", (header, value));

        await response.ProblemAsync(401, "unauthorized");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("/api/nodes", 401)]
    [InlineData("/API/runs", 401)]
    [InlineData("/dashboard", 401)]
    [InlineData("/dashboard/counters", 401)]
    [InlineData("/health/live", 200)]
    [InlineData("/docs", 200)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task Address_WithoutTheKey_IsOpenIfItTellsNothingOfRuns(string path, int status)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:ApiKeys:0", Key));

        Assert.Equal(status, (int)(await host.Http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Host_KeyThatIsTooShort_DoesNotStart() => await Assert.ThrowsAsync<OptionsValidationException>(
        () => ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:ApiKeys:0", "short")));

    [Fact]
    public async Task Host_ExposedWithoutKeys_DoesNotStart()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ApiHost.StartAsync(new ScriptedGrains(), ("Kestrel:Endpoints:Main:Url", "http://0.0.0.0:0")));

        Assert.Contains("RayFlow does not listen on http://0.0.0.0:0 without API keys", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://unix:/run/rayflow.sock", true)]
    [InlineData("http://127.8.9.1:80/base", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("https://192.168.1.5", false)]
    [InlineData("http://localhost.evil.example", false)]
    public void ListenAddresses_WithoutKeys_AreLoopbackOnly(string url, bool allowed)
    {
        Assert.Equal(allowed, ListenAddresses.FindProblem([url], new ApiOptions()) is null);
        Assert.Null(ListenAddresses.FindProblem([url], new ApiOptions { ApiKeys = [Key] }));
    }

    private static Task<HttpResponseMessage> SendAsync(ApiHost host, HttpMethod method, string path, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return host.Http.SendAsync(request);
    }
}
