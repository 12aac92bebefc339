using System.Net.Http.Json;
using System.Text.Json;
using RayFlow.EndToEnd.Tests.Durability;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary><c>rayflow up --silos N</c>: a cluster in one command, and no process of it after its end.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-local-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Up_WithSilos_IsAClusterBehindOnePortAndEndsAsAWhole()
    {
        await using var up = await StartAsync();
        var children = ClusterOfProcesses.ChildrenOf(up.ProcessId);

        var cluster = await up.Http.GetFromJsonAsync<JsonElement>("/api/cluster");
        Assert.Equal(3, cluster.GetProperty("silos").EnumerateArray().Count(silo => silo.GetProperty("status").GetString() == "active"));
        using var answer = await up.PostAsync("/api/flows/execute", LedgerFlow.Request(Path.Combine(_folder, "ledger"), 1, "test_stamp_ledger"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync() + up.Output);

        Assert.Equal(0, await up.StopAsync());
        Assert.True(children.Count >= 4, "Too few processes were seen; the test proves nothing.");
        Assert.DoesNotContain(children, ClusterOfProcesses.IsAlive);
    }

    [Fact]
    public async Task Up_WithSilosKilled_LeavesNoSiloAndNoGateway()
    {
        var up = await StartAsync();
        var programs = ClusterOfProcesses.ChildrenOf(up.ProcessId).Where(IsOurs).ToList();
        Assert.Equal(4, programs.Count);

        await up.KillAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (programs.Any(ClusterOfProcesses.IsAlive))
        {
            await Task.Delay(100, patience.Token);
        }

        // The database outlives a kill, as that of one process does; the next start takes it over, and ends it.
        await up.DisposeAsync();
        await using var next = await StartAsync();
        Assert.Equal(0, await next.StopAsync());
    }

    private static bool IsOurs(int process) => File.ReadAllText($"/proc/{process}/cmdline").Contains("RayFlow.", StringComparison.Ordinal);

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync("--silos", "3", "--data", Path.Combine(_folder, "data"), "--nodes", LedgerFlow.Nodes);
}
