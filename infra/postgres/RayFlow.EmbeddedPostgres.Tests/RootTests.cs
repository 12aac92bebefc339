using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>PostgreSQL does not run as root: root starts it as somebody else.</summary>
public sealed class RootTests : IDisposable
{
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Start_AsRoot_RunsTheServerAsAnotherUserWithoutItsPowers()
    {
        File.SetUnixFileMode(_folder.Root, (UnixFileMode)0b111_101_101);
        await using var server = await _folder.StartAsync("a");

        var status = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status");

        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
    }

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Start_AsRootUnderAClosedFolder_KeepsNoPowerButToEnterFolders()
    {
        File.SetUnixFileMode(_folder.Root, (UnixFileMode)0b111_000_000);
        await using var server = await _folder.StartAsync("a");

        var status = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status");

        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status, StringComparison.Ordinal);
        Assert.Matches("CapEff:\t000000000000000[24]\n", status); // CAP_DAC_READ_SEARCH, or CAP_DAC_OVERRIDE in a container
        await ServerFolder.WriteAsync(server, 1);
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
    }

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Start_AsRootOfProgramsInAClosedFolder_Works()
    {
        File.SetUnixFileMode(_folder.Root, (UnixFileMode)0b111_000_000);
        using (var copy = Process.Start("cp", ["-r", Path.GetDirectoryName(PostgresPrograms.Locate(null).Directory)!, _folder.In("native")]))
        {
            await copy.WaitForExitAsync();
        }

        var options = new PostgresServerOptions { DataDirectory = _folder.In("a"), BinaryDirectory = _folder.In("native", "bin") };
        await using var server = await PostgresServer.StartAsync(options, CancellationToken.None);

        await ServerFolder.WriteAsync(server, 1);
        Assert.Equal([1], await ServerFolder.RowsAsync(server));
    }
}
