using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

public sealed class PostgresServerTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_OnANewFolder_ServesADurableUtf8Database()
    {
        await using var server = await _folder.StartAsync("a");

        Assert.False(server.WasRunning);
        Assert.Equal(
            ["rayflow", "UTF8", "C", "on", "on", "127.0.0.1", "200"],
            await ServerFolder.ReadAsync(server, """
                SELECT unnest(ARRAY[current_database(), current_setting('server_encoding'), d.datcollate, current_setting('fsync'),
                    current_setting('synchronous_commit'), current_setting('listen_addresses'), current_setting('max_connections')])
                FROM pg_database d WHERE d.datname = current_database()
                """));
    }

    [Fact]
    public async Task Stop_ThenStart_KeepsDataAndPassword()
    {
        await using (var first = await _folder.StartAsync("a"))
        {
            await ServerFolder.WriteAsync(first, 1);
        }

        await using var second = await _folder.StartAsync("a");

        Assert.False(second.WasRunning);
        Assert.Equal([1], await ServerFolder.RowsAsync(second));
    }

    [Fact]
    public async Task Start_OfTwoFolders_RunsTwoServersSideBySide()
    {
        var servers = await Task.WhenAll(_folder.StartAsync("a"), _folder.StartAsync("b"));
        await using var a = servers[0];
        await using var b = servers[1];

        await ServerFolder.WriteAsync(a, 1);
        await ServerFolder.WriteAsync(b, 2);

        Assert.NotEqual(a.Port, b.Port);
        Assert.Equal([1], await ServerFolder.RowsAsync(a));
        Assert.Equal([2], await ServerFolder.RowsAsync(b));
    }

    [Fact]
    public async Task Discard_OfARunningServer_LeavesNothingBehind()
    {
        var server = await _folder.StartAsync("a");

        await server.DiscardAsync(CancellationToken.None);

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }
}
