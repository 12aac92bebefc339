using Npgsql;
using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

public sealed class PostgresServerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rayflow-postgres-").FullName;

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Start_OnANewFolder_ServesADurableUtf8Database()
    {
        await using var server = await StartAsync("a");

        Assert.False(server.WasRunning);
        Assert.Equal(
            ["rayflow", "UTF8", "C", "on", "on", "127.0.0.1", "200"],
            await ReadAsync(server, """
                SELECT unnest(ARRAY[current_database(), current_setting('server_encoding'), d.datcollate, current_setting('fsync'),
                    current_setting('synchronous_commit'), current_setting('listen_addresses'), current_setting('max_connections')])
                FROM pg_database d WHERE d.datname = current_database()
                """));
    }

    [Fact]
    public async Task Start_WithoutThePassword_IsRefusedByTheServer()
    {
        await using var server = await StartAsync("a");
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Stop_ThenStart_KeepsDataAndPassword()
    {
        await using (var first = await StartAsync("a"))
        {
            await WriteAsync(first, 1);
        }

        await using var second = await StartAsync("a");

        Assert.False(second.WasRunning);
        Assert.Equal([1], await RowsAsync(second));
    }

    [Fact]
    public async Task Kill_ThenRestart_KeepsWhatWasCommittedOnTheSamePort()
    {
        await using var server = await StartAsync("a");
        await WriteAsync(server, 1);
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
        Assert.Equal([1], await RowsAsync(server));
    }

    [Fact]
    public async Task Start_AfterTheServerDiedAlone_RecoversWhatWasCommitted()
    {
        await using (var first = await StartAsync("a"))
        {
            await WriteAsync(first, 1);
            await first.KillAsync(CancellationToken.None);
        }

        await using var second = await StartAsync("a");

        Assert.False(second.WasRunning);
        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await RowsAsync(second));
    }

    [Fact]
    public async Task Start_WhenAnotherProcessTookTheIdOfTheDeadServer_StartsAllTheSame()
    {
        await using (var first = await StartAsync("a"))
        {
            await WriteAsync(first, 1);
            await first.KillAsync(CancellationToken.None);
            var file = Path.Combine(root, "a", "cluster", "postmaster.pid");
            var lines = await File.ReadAllLinesAsync(file);
            await File.WriteAllLinesAsync(file, lines.Skip(1).Prepend($"{Environment.ProcessId}"));
        }

        await using var second = await StartAsync("a");

        NpgsqlConnection.ClearAllPools();
        Assert.Equal([1], await RowsAsync(second));
    }

    [Fact]
    public async Task Start_OfTwoFolders_RunsTwoServersSideBySide()
    {
        var servers = await Task.WhenAll(StartAsync("a"), StartAsync("b"));
        await using var a = servers[0];
        await using var b = servers[1];

        await WriteAsync(a, 1);
        await WriteAsync(b, 2);

        Assert.NotEqual(a.Port, b.Port);
        Assert.Equal([1], await RowsAsync(a));
        Assert.Equal([2], await RowsAsync(b));
    }

    [Fact]
    public async Task Start_OnAFolderInUse_NamesTheProcessThatHoldsIt()
    {
        await using var server = await StartAsync("a");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => StartAsync("a"));

        Assert.Equal(
            $"The data folder '{Path.Combine(root, "a")}' is in use by process {Environment.ProcessId}. Stop that process, or choose another data folder.",
            refusal.Message);
    }

    [Fact]
    public async Task Start_OnAFolderWithOtherFiles_LeavesItAlone()
    {
        await File.WriteAllTextAsync(Path.Combine(root, "letter.txt"), "Dear");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => StartAsync("."));

        Assert.Contains("holds other files", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(root, "letter.txt")], Directory.GetFileSystemEntries(root));
    }

    [Fact]
    public async Task Start_AfterACrashInTheMiddleOfInitdb_BeginsAnew()
    {
        Directory.CreateDirectory(Path.Combine(root, "a", "cluster.new", "base"));
        await File.WriteAllTextAsync(Path.Combine(root, "a", "rayflow.lock"), "");

        await using var server = await StartAsync("a");

        await WriteAsync(server, 1);
        Assert.Equal([1], await RowsAsync(server));
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSo()
    {
        await using var other = await StartAsync("a");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => StartAsync("b", other.Port));

        Assert.Contains("Address already in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discard_OfARunningServer_LeavesNothingBehind()
    {
        var server = await StartAsync("a");

        await server.DiscardAsync(CancellationToken.None);

        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    private Task<PostgresServer> StartAsync(string folder, int port = 0) =>
        PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(root, folder), Port = port }, CancellationToken.None);

    private static async Task WriteAsync(PostgresServer server, int row)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand($"CREATE TABLE IF NOT EXISTS rows (id int); INSERT INTO rows VALUES ({row})");
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<int>> RowsAsync(PostgresServer server) =>
        (await ReadAsync(server, "SELECT id::text FROM rows ORDER BY id")).ConvertAll(int.Parse);

    private static async Task<List<string>> ReadAsync(PostgresServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
