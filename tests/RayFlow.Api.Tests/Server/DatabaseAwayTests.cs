using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using RayFlow.Api.Tests.Hosting;
using RayFlow.EmbeddedPostgres;
using RayFlow.Silo.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>A database that is away, at the start or in the middle: callers are told so, and all goes on by itself when it is back.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rayflow-away");
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}"), Timeout = Patience };
    private PostgresServer _postgres = null!;

    private static TestFlow Sum => TestFlow.Start("""{"x": {"type": "int"}}""")
        .Node("keep", "checkpoint").Node("return", "return").Exec("start", "keep", "return").Wire("start.x > keep.value", "keep.value > return.x");

    public async ValueTask InitializeAsync() => _postgres = await PostgresServer.StartAsync(
        new PostgresServerOptions { DataDirectory = Path.Combine(_data.FullName, "postgres") }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _postgres.DiscardAsync(CancellationToken.None);
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_DatabaseAway_AnswersSoUntilItIsBack()
    {
        await _postgres.StopAsync(CancellationToken.None);
        var starting = StartAsync();
        var problem = await (await AnswerAsync("/api/runs", HttpStatusCode.ServiceUnavailable)).BodyAsync();

        await _postgres.RestartAsync(CancellationToken.None);

        await using var app = await starting.WaitAsync(Patience);
        Assert.Equal("storage_unavailable", problem.GetProperty("code").GetString());
        Assert.Equal(7, await RunAsync(7));
    }

    [Fact]
    public async Task Run_DatabaseGoneInTheMiddle_IsRefusedUntilItIsBack()
    {
        await using var app = await StartAsync();
        Assert.Equal(1, await RunAsync(1));
        await _postgres.KillAsync(CancellationToken.None);

        var refused = await _http.PostAsync("/api/flows/execute", Sum.Request("{\"x\": 2}"));
        var notReady = await AnswerAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        var live = await _http.GetAsync("/health/live");
        await _postgres.RestartAsync(CancellationToken.None);
        await AnswerAsync("/health/ready", HttpStatusCode.OK);

        await refused.ProblemAsync(503, "storage_unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        await notReady.ProblemAsync(503, "not_ready");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(3, await RunAsync(3));
    }

    [Fact]
    public async Task Run_AcceptedBeforeTheDatabaseWent_CompletesWhenItIsBack()
    {
        await using var app = await StartAsync();
        var flow = TestFlow.Start().Node("wait", "flow_delay", """{"inputValues": {"seconds": 1.5}}""").Node("keep", "checkpoint", """{"inputValues": {"value": 5}}""")
            .Node("return", "return").Exec("start", "wait", "keep", "return").Wire("keep.value > return.x");
        var run = (await _http.PostAsync("/api/flows/execute?mode=async", flow.Request())).Headers.Location!.ToString();
        await _postgres.KillAsync(CancellationToken.None);
        await AnswerAsync("/health/ready", HttpStatusCode.ServiceUnavailable);

        await _postgres.RestartAsync(CancellationToken.None);

        await AnswerAsync("/health/ready", HttpStatusCode.OK);
        Assert.Contains("event: run_completed", await _http.GetStringAsync(run + "/events"), StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartAsync()
    {
        string[] arguments =
        [
            "--port", _http.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture), "--data", _data.FullName, "--postgres", _postgres.ConnectionString,
            "--Logging:LogLevel:Default", "Critical",
        ];
        var app = await RayFlowHost.BuildAsync(arguments, CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private async Task<long> RunAsync(long x)
    {
        var answer = await (await _http.PostAsync("/api/flows/execute", Sum.Request($"{{\"x\": {x}}}"))).BodyAsync();
        return answer.GetProperty("result").GetProperty("x").GetInt64();
    }

    /// <summary>Asks until the answer has this status.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(string path, HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                var response = await _http.GetAsync(path, patience.Token);
                if (response.StatusCode == status)
                {
                    return response;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }
        }

        throw new InvalidOperationException("The timer never ends by itself.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
