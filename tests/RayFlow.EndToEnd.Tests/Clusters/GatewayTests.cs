using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RayFlow.EndToEnd.Tests.Durability;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary>A gateway, and silos that come and go behind it.</summary>
public sealed class GatewayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Runs = 120;
    private const int Clients = 12;

    private ClusterOfProcesses _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ClusterOfProcesses.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Gateway_WithoutASilo_SaysWhyAndGoesOnByItselfOnceOneIsThere()
    {
        await using var gateway = await _cluster.StartGatewayAsync();

        var refused = await ClusterOfProcesses.UntilAsync(gateway.Http, "/api/runs", HttpStatusCode.ServiceUnavailable, "rayflow silo");
        Assert.Equal("no_silo", refused.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/openapi/v1.json")).StatusCode);
        Assert.Equal("cluster", (await ClusterOfProcesses.UntilAsync(gateway.Http, "/health/ready", HttpStatusCode.ServiceUnavailable)).GetProperty("part").GetString());

        for (var round = 0; round < 2; round++)
        {
            var silo = await _cluster.StartSiloAsync();
            await ClusterOfProcesses.UntilAsync(gateway.Http, "/health/ready", HttpStatusCode.OK);
            using var answer = await gateway.PostAsync("/api/flows/execute", LedgerFlow.Request(_cluster.Ledger, round, "test_stamp_ledger"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync() + gateway.Output);
            if (round == 0)
            {
                Assert.Equal(0, await silo.StopAsync());
            }
            else
            {
                await silo.KillAsync();
            }

            await silo.DisposeAsync();
            refused = await ClusterOfProcesses.UntilAsync(gateway.Http, "/api/runs", HttpStatusCode.ServiceUnavailable);
            Assert.True(refused.GetProperty("code").GetString() == "no_silo", $"{refused} {gateway.Output}");
        }
    }

    [Fact]
    public async Task Cluster_AskedAtAGateway_NamesItsSilos()
    {
        await using var one = await _cluster.StartSiloAsync();
        await using var two = await _cluster.StartSiloAsync();
        await using var gateway = await _cluster.StartGatewayAsync();

        await ClusterOfProcesses.UntilAsync(gateway.Http, "/health/ready", HttpStatusCode.OK);
        var cluster = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/cluster");

        Assert.StartsWith("rayflow-", cluster.GetProperty("cluster_id").GetString(), StringComparison.Ordinal);
        var silos = cluster.GetProperty("silos").EnumerateArray().ToList();
        Assert.Equal(2, silos.Select(silo => silo.GetProperty("silo_id").GetString()).Distinct().Count());
        Assert.All(silos, silo =>
        {
            Assert.Equal("active", silo.GetProperty("status").GetString());
            Assert.True(silo.GetProperty("started_at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
            Assert.NotEmpty(silo.GetProperty("version").GetString()!);
            Assert.Equal(0, silo.GetProperty("runs_in_memory").GetInt32());
        });
        Assert.Equal(HttpStatusCode.NotFound, (await one.Http.GetAsync("/api/cluster")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await one.Http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task Silo_KilledBehindAGateway_FailsNoRequestThatMayBeRepeated()
    {
        var doomed = await _cluster.StartSiloAsync();
        await using var second = await _cluster.StartSiloAsync();
        await using var third = await _cluster.StartSiloAsync();
        await using var gateway = await _cluster.StartGatewayAsync();
        await ClusterOfProcesses.UntilAsync(gateway.Http, "/health/ready", HttpStatusCode.OK);

        var callers = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => CallAsync(gateway, client))));
        await _cluster.EffectsAsync(Runs * LedgerFlow.Steps / 4);
        await doomed.KillAsync();
        await doomed.DisposeAsync();
        var slowest = (await callers).Max();

        var effects = _cluster.Effects().GroupBy(key => key).ToList();
        var repeated = effects.Where(effect => effect.Count() > 1).ToList();
        output.WriteLine($"{Runs} runs, the slowest answer after {slowest.TotalSeconds:0.0} s; {repeated.Count} effects repeated.");
        Assert.Equal(Runs * LedgerFlow.Steps, effects.Count);
        Assert.All(repeated, effect => Assert.Equal(2, effect.Count()));
    }

    /// <summary>Runs flows to their end, each with a look at the list, and answers how long the slowest took. No request fails.</summary>
    private async Task<TimeSpan> CallAsync(SiloProcess gateway, int client)
    {
        var slowest = TimeSpan.Zero;
        for (var number = client; number < Runs; number += Clients)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            using var answer = await gateway.PostAsync("/api/flows/execute", LedgerFlow.Request(_cluster.Ledger, number, "test_stamp_ledger"));
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {body} {gateway.Output}");
            Assert.Contains($"\"sum\":{number + LedgerFlow.Steps}", body, StringComparison.Ordinal);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            using var list = await gateway.Http.GetAsync("/api/runs?limit=5");
            Assert.True(list.IsSuccessStatusCode, $"{list.StatusCode} {await list.Content.ReadAsStringAsync()}");
        }

        return slowest;
    }
}
