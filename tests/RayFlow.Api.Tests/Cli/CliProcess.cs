using System.Diagnostics;
using System.Text;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Cli;

/// <summary>Runs <c>rayflow</c> as its users do: a process, its output piped.</summary>
internal static class CliProcess
{
    /// <summary>Starts a command; its standard input stays open.</summary>
    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("RAYFLOW_URL");
        start.Environment.Remove("RAYFLOW_BUILD");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "rayflow.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command against a server.</summary>
    public static Task<(int ExitCode, string Out, string Error)> RunAsync(RunningServer server, params string[] arguments) =>
        RunAsync(Path.GetTempPath(), [.. arguments, "--server", server.Address.ToString()]);
}
