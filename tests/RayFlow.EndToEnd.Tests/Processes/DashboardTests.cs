using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace RayFlow.EndToEnd.Tests.Processes;

/// <summary>The Orleans dashboard, as a silo serves it.</summary>
public sealed class DashboardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-dashboard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dashboard_AskedFor_IsServed()
    {
        await using var silo = await SiloProcess.StartAsync("--data", _folder);

        var page = await silo.Http.GetStringAsync("/dashboard");
        using var script = await silo.Http.GetAsync("/dashboard/index.min.js");
        var counters = await silo.Http.GetFromJsonAsync<JsonNode>("/dashboard/DashboardCounters");
        using var nothing = await silo.Http.GetAsync("/dashboard/nothing");

        Assert.Contains("Orleans Dashboard", page, StringComparison.Ordinal);
        Assert.True(script.IsSuccessStatusCode);
        Assert.NotNull(counters!["hosts"]);
        Assert.Equal(404, (int)nothing.StatusCode);
    }
}
