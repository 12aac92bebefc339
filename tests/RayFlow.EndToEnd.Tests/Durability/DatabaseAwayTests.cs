using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RayFlow.EmbeddedPostgres;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Durability;

/// <summary>A configured database that is away at the start, or goes away in the middle.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-away-").FullName;
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(_folder, "server") }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _server.DiscardAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_WhileTheDatabaseIsAway_AnswersSoAndRecoversByItself()
    {
        await _server.StopAsync(CancellationToken.None);
        await using var silo = SiloProcess.Begin(int.Parse(Ports.Free(), System.Globalization.CultureInfo.InvariantCulture), "--data", Path.Combine(_folder, "data"), "--postgres", _server.ConnectionString);

        var away = await UntilAsync(silo, status => status is not null);
        await _server.RestartAsync(CancellationToken.None);
        await UntilAsync(silo, status => status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, away!.Value.Status);
        Assert.Equal("storage_unavailable", away.Value.Body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Run_WhileTheDatabaseGoesAwayAndComesBack_LosesNothing()
    {
        var ledger = Path.Combine(_folder, "ledger");
        await File.WriteAllTextAsync(ledger, "");
        await using var silo = await SiloProcess.StartAsync("--data", Path.Combine(_folder, "data"), "--nodes", LedgerFlow.Nodes, "--postgres", _server.ConnectionString);
        using var answer = await silo.PostAsync("/api/flows/execute?mode=async", LedgerFlow.Request(ledger, 1));
        var run = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;

        await _server.StopAsync(CancellationToken.None);
        await UntilAsync(silo, status => status == HttpStatusCode.ServiceUnavailable);
        using var refused = await silo.PostAsync("/api/flows/execute", LedgerFlow.Request(ledger, 2));
        await _server.RestartAsync(CancellationToken.None);
        await UntilAsync(silo, status => status == HttpStatusCode.OK);

        Assert.True(refused.StatusCode == HttpStatusCode.ServiceUnavailable, $"{await refused.Content.ReadAsStringAsync()} {silo.Output}");
        Assert.Equal(11, (await silo.EndOfAsync(run)).GetProperty("result").GetProperty("sum").GetInt64());
        Assert.Equal(LedgerFlow.Steps, (await File.ReadAllLinesAsync(ledger)).Count(line => line.StartsWith(run, StringComparison.Ordinal)));
    }

    /// <summary>Asks for readiness until the answer is as wanted; the question itself waits for the server.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Body)?> UntilAsync(SiloProcess silo, Func<HttpStatusCode?, bool> isWanted)
    {
        for (var deadline = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(2); DateTimeOffset.UtcNow < deadline;)
        {
            try
            {
                using var answer = await silo.Http.GetAsync("/health/ready");
                if (isWanted(answer.StatusCode))
                {
                    return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? default : await answer.Content.ReadFromJsonAsync<JsonElement>());
                }
            }
            catch (HttpRequestException)
            {
                await Task.Yield(); // it does not listen yet, or not any more
            }
        }

        throw new TimeoutException(silo.Output);
    }
}
