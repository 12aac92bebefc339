using System.Net;
using RayFlow.EndToEnd.Tests.Durability;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary>
/// Silos that are asked to leave, each in turn, under constant load. The notice is longer than a run: new ones go elsewhere, and those that are there come
/// to their ends. What is handed over in the middle is not proven here.
/// </summary>
public sealed class LeavingSilosTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Clients = 8;

    private ClusterOfProcesses _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ClusterOfProcesses.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Silos_LeavingInTurnWithNoticeUnderLoad_FailNoRequestAndMakeNoEffectTwice()
    {
        var silos = new List<SiloProcess> { await StartAsync(), await StartAsync(), await StartAsync() };
        await using var gateway = await _cluster.StartGatewayAsync();
        await ClusterOfProcesses.UntilAsync(gateway.Http, "/health/ready", HttpStatusCode.OK);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Clients).Select(client => Task.Run(() => CallAsync(gateway, client, enough.Token))).ToList();

        for (var turn = 0; turn < 3; turn++)
        {
            await _cluster.EffectsAsync(_cluster.Effects().Count + (10 * LedgerFlow.Steps));
            var leaving = silos[turn];
            var before = leaving.StopAsync();
            Assert.Equal("not_ready", (await ClusterOfProcesses.UntilAsync(leaving.Http, "/health/ready", HttpStatusCode.ServiceUnavailable)).GetProperty("code").GetString());
            Assert.Equal(0, await before);
            output.WriteLine(string.Join('\n', leaving.Output.Split('\n').Where(line => line.Contains("leaves", StringComparison.Ordinal))));
            silos.Add(await StartAsync());
        }

        await enough.CancelAsync();
        var runs = (await Task.WhenAll(callers)).Sum();
        var effects = _cluster.Effects();
        output.WriteLine($"{runs} runs, {effects.Count} effects.");
        Assert.Equal(runs * LedgerFlow.Steps, effects.Distinct().Count());
        Assert.Equal(effects.Distinct().Count(), effects.Count);
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }
    }

    private Task<SiloProcess> StartAsync() => _cluster.StartSiloAsync("--RayFlow:Silo:DrainNoticeSeconds", "1");

    /// <summary>Runs flows to their end, one after the other, without a repetition of its own, and says how many.</summary>
    private async Task<int> CallAsync(SiloProcess gateway, int client, CancellationToken enough)
    {
        var done = 0;
        while (!enough.IsCancellationRequested)
        {
            var number = (client * 100_000) + done;
            using var answer = await gateway.PostAsync("/api/flows/execute", LedgerFlow.Request(_cluster.Ledger, number, "test_stamp_ledger"));
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {body} {gateway.Output}");
            Assert.Contains($"\"sum\":{number + LedgerFlow.Steps}", body, StringComparison.Ordinal);
            done++;
        }

        return done;
    }
}
