using Npgsql;
using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>Every refusal says what, which, and what to do.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_WithoutThePassword_IsRefusedByTheServer()
    {
        await using var server = await _folder.StartAsync("a");
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Start_OnAFolderInUse_NamesTheProcessThatHoldsIt()
    {
        await using var server = await _folder.StartAsync("a");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => _folder.StartAsync("a"));

        Assert.Equal(
            $"The data folder '{_folder.In("a")}' is in use by process {Environment.ProcessId}. Stop that process, or choose another data folder.",
            refusal.Message);
    }

    [Fact]
    public async Task Start_OnAFolderWithOtherFiles_LeavesItAlone()
    {
        await File.WriteAllTextAsync(_folder.In("letter.txt"), "Dear");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => _folder.StartAsync("."));

        Assert.Contains("holds other files", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([_folder.In("letter.txt")], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSo()
    {
        await using var other = await _folder.StartAsync("a");

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => _folder.StartAsync("b", other.Port));

        Assert.Contains("Address already in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhileAnotherProcessOwnsTheFolder_NamesThatProcess()
    {
        using var owner = await OwnerProcess.StartAsync(_folder.In("a"));

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => _folder.StartAsync("a"));

        Assert.Contains($"in use by process {owner.ProcessId}.", refusal.Message, StringComparison.Ordinal);
        await owner.KillAsync();
        await PostgresServer.DiscardAsync(_folder.In("a"), CancellationToken.None);
    }

    [Fact]
    public async Task Start_OnAFolderWithoutItsPassword_SaysWhatIsMissing()
    {
        await (await _folder.StartAsync("a")).DisposeAsync();
        File.Delete(_folder.In("a", "password"));

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => _folder.StartAsync("a"));

        Assert.Contains("password' is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutThePrograms_SaysWhereItLooked()
    {
        var options = new PostgresServerOptions { DataDirectory = _folder.In("a"), BinaryDirectory = _folder.Root };

        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, CancellationToken.None));

        Assert.Contains($"'{_folder.In("postgres")}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("RAYFLOW_POSTGRES_BIN", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.DataDirectory));
    }
}
