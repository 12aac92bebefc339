using System.Net;
using Npgsql;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Runs whose journal cannot be read, or that are not there any more.</summary>
public sealed class DamagedRunTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    private static TestFlow Waiting => TestFlow.Start().Node("keep", "checkpoint", """{"inputValues": {"value": 1}}""")
        .Node("wait", "flow_wait_signal", """{"constantValues": {"SIGNAL": "go"}}""").Node("return", "return").Exec("start", "keep", "wait", "return");

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("UPDATE journal SET payload = 'nobody can read this' WHERE run_id = '{0}' AND seq > 1")]
    [InlineData("DELETE FROM journal WHERE run_id = '{0}' AND seq = 2")]
    public async Task Terminate_OfARunWhoseJournalIsDamaged_EndsIt(string damage)
    {
        var path = (await _server.Http.PostAsync("/api/flows/execute?mode=async", Waiting.Request())).Headers.Location!.ToString();
        await ExecuteAsync(damage, path);
        await _server.RestartAsync();

        var waiting = await (await _server.Http.GetAsync(path)).BodyAsync();
        Assert.Equal(("waiting", "journal"), (waiting.GetProperty("status").GetString(), waiting.GetProperty("waiting_for")[0].GetProperty("kind").GetString()));
        await (await _server.Http.PostAsync(path + "/pause", null)).ProblemAsync(409, "command_refused");
        var ended = await _server.Http.PostAsync(path + "/terminate", null);

        Assert.True(ended.StatusCode == HttpStatusCode.OK, await ended.Content.ReadAsStringAsync());
        foreach (var run in new[] { await ended.BodyAsync(), await (await _server.Http.GetAsync(path)).BodyAsync() })
        {
            Assert.Equal(("cancelled", "terminated"), (run.GetProperty("status").GetString(), run.GetProperty("error").GetProperty("code").GetString()));
        }

        await (await _server.Http.PostAsync(path + "/terminate", null)).ProblemAsync(409, "command_refused");
        await (await _server.Http.PostAsync(path + "/signals/go", Wire.Json("1"))).ProblemAsync(409, "command_refused");
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM runs WHERE run_id = '{0}' AND ended_at IS NOT NULL AND owner IS NULL AND wake_at IS NULL", path));
    }

    [Fact]
    public async Task Commands_OnARunThatRetentionTook_FindNoneAndLeaveNothing()
    {
        var failing = TestFlow.Start().Node("divide", "math_divide", """{"inputValues": {"x": 1, "y": 0}}""").Node("return", "return").Exec("start", "divide", "return");
        var path = (await _server.Http.PostAsync("/api/flows/execute?mode=async", failing.Request())).Headers.Location!.ToString();
        Assert.Contains("event: run_failed", await _server.Http.GetStringAsync(path + "/events"), StringComparison.Ordinal);
        (await _server.Http.GetAsync(path + "/history")).EnsureSuccessStatusCode();
        await ExecuteAsync("DELETE FROM journal WHERE run_id = '{0}'; DELETE FROM runs WHERE run_id = '{0}'", path);

        foreach (var command in new[] { "retry", "cancel", "terminate" })
        {
            await (await _server.Http.PostAsync($"{path}/{command}", null)).ProblemAsync(404, "run_not_found");
        }

        await (await _server.Http.GetAsync(path)).ProblemAsync(404, "run_not_found");
        await (await _server.Http.GetAsync(path + "/history")).ProblemAsync(404, "run_not_found");
        Assert.Equal(0, await CountAsync("SELECT (SELECT count(*) FROM journal WHERE run_id = '{0}') + (SELECT count(*) FROM runs WHERE run_id = '{0}')", path));
    }

    private async Task ExecuteAsync(string sql, string path) => await CountAsync(sql + "; SELECT 0::bigint", path);

    private async Task<long> CountAsync(string sql, string path)
    {
        await using var database = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var command = database.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, path.Split('/')[^1]));
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
