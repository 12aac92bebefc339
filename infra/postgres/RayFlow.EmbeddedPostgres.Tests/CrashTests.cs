using Npgsql;
using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>What is left after a kill -9, and what the next start makes of it.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_ThenRestart_KeepsWhatWasCommittedOnTheSamePort()
    {
        await using var server = await _folder.StartAsync("a");
        await ServerFolder.WriteAsync(server, 1);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var open = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO rows VALUES (2)", connection, open))
        {
            await insert.ExecuteNonQueryAsync();
        }

        var (port, process) = (server.Port, server.ProcessId);

        await server.KillAsync(CancellationToken.None);
        await server.RestartAsync(CancellationToken.None);

        Assert.Equal(port, server.Port);
        Assert.NotEqual(process, server.ProcessId);
        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
    }

    [Fact]
    public async Task Kill_OfAServerThatIsKeptRunning_IsFollowedByAStart()
    {
        await using var server = await _folder.StartAsync("a");
        await ServerFolder.WriteAsync(server, 1);
        using var end = new CancellationTokenSource();
        var restarted = new TaskCompletionSource();
        var keeping = server.KeepRunningAsync(restarted.SetResult, end.Token);

        await server.KillAsync(CancellationToken.None);
        await restarted.Task;

        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task Start_AfterTheServerDiedAlone_RecoversWhatWasCommitted()
    {
        await using (var first = await _folder.StartAsync("a"))
        {
            await ServerFolder.WriteAsync(first, 1);
            await first.KillAsync(CancellationToken.None);
        }

        await using var second = await _folder.StartAsync("a");

        Assert.False(second.WasRunning);
        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await ServerFolder.RowsAsync(second));
    }

    [Fact]
    public async Task Start_WhenAnotherProcessTookTheIdOfTheDeadServer_StartsAllTheSame()
    {
        await using (var first = await _folder.StartAsync("a"))
        {
            await ServerFolder.WriteAsync(first, 1);
            await first.KillAsync(CancellationToken.None);
            var file = _folder.In("a", "cluster", "postmaster.pid");
            var lines = await File.ReadAllLinesAsync(file);
            await File.WriteAllLinesAsync(file, lines.Skip(1).Prepend($"{Environment.ProcessId}"));
        }

        await using var second = await _folder.StartAsync("a");

        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await ServerFolder.RowsAsync(second));
    }

    [Fact]
    public async Task Start_AfterACrashInTheMiddleOfInitdb_BeginsAnew()
    {
        Directory.CreateDirectory(_folder.In("a", "cluster.new", "base"));
        await File.WriteAllTextAsync(_folder.In("a", "rayflow.lock"), "");

        await using var server = await _folder.StartAsync("a");

        await ServerFolder.WriteAsync(server, 1);
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
    }

    [Fact]
    public async Task Start_AfterItsOwnerWasKilled_TakesTheRunningServerOver()
    {
        using var owner = await OwnerProcess.StartAsync(_folder.In("a"));
        await using (var source = NpgsqlDataSource.Create(owner.ConnectionString))
        await using (var command = source.CreateCommand("CREATE TABLE rows AS SELECT 1 AS id"))
        {
            await command.ExecuteNonQueryAsync();
        }

        await owner.KillAsync();
        await using var server = await _folder.StartAsync("a");

        Assert.True(server.WasRunning);
        Assert.Equal(owner.ServerProcessId, server.ProcessId);
        Assert.Equal(owner.ConnectionString, server.ConnectionString);
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
    }

    [Fact]
    public async Task Start_AfterItsOwnerWasKilled_MovesTheServerToTheConfiguredPort()
    {
        using var owner = await OwnerProcess.StartAsync(_folder.In("a"));
        await owner.KillAsync();
        var port = ServerFolder.FreePort();

        await using var server = await _folder.StartAsync("a", port);

        Assert.False(server.WasRunning);
        Assert.Equal(port, server.Port);
        await ServerFolder.WriteAsync(server, 1);
    }
}
