using System.Diagnostics;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>Another process that owns a server; see Program.cs.</summary>
internal sealed class OwnerProcess : IDisposable
{
    /// <summary>Says to the program of the tests that it is to own a server.</summary>
    public const string Argument = "own";

    private readonly Process _process;

    private OwnerProcess(Process process, string[] said)
    {
        _process = process;
        ServerProcessId = int.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture);
        ConnectionString = said[1];
    }

    public int ProcessId => _process.Id;

    public int ServerProcessId { get; }

    public string ConnectionString { get; }

    public static async Task<OwnerProcess> StartAsync(string folder)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(OwnerProcess).Assembly.Location, Argument, folder]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The owner did not start a server.");
        return new OwnerProcess(process, line.Split(' ', 2));
    }

    /// <summary>kill -9, which leaves the server running.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
