using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RayFlow.Cli.Processes;

/// <summary>A program that takes this one's place: the same terminal, its exit code.</summary>
internal static partial class Child
{
    private const int Sigterm = 15;

    public static async Task<int> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start) ?? throw new CliException(ExitCode.NoServer, $"'{start.FileName}' could not be started.");

        // Ctrl+C reaches the child by itself, since it shares the terminal; a request to end does not.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            End(process);
        });
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static void End(Process process)
    {
        if (!process.HasExited && (OperatingSystem.IsWindows() || Send(process.Id, Sigterm) != 0))
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int processId, int signal);
}
