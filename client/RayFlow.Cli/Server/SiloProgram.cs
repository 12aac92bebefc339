using System.Diagnostics;

namespace RayFlow.Cli.Server;

/// <summary>The server's program, as it lies about in the build that this one comes from.</summary>
internal static class SiloProgram
{
    private const string Library = "RayFlow.Silo.dll";

    /// <summary>How to start it with these arguments.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(DotNet) { UseShellExecute = false };
        start.ArgumentList.Add(Find());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string DotNet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host) ? host : "dotnet";

    private static string Find()
    {
        // ./rayflow names its build; an installed one has both programs side by side; MSBuild puts each into a folder of its name.
        var beside = AppContext.BaseDirectory;
        var build = Environment.GetEnvironmentVariable("RAYFLOW_BUILD");
        string?[] places =
        [
            build is null ? null : Path.Combine(build, "RayFlow.Silo", Library),
            Path.Combine(beside, Library),
            Path.Combine(beside, "..", "RayFlow.Silo", Library),
            Path.Combine(beside, "..", "..", "RayFlow.Silo", Path.GetFileName(Path.TrimEndingDirectorySeparator(beside)), Library),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new CliException(ExitCode.NoServer, $"The server's program ({Library}) is not beside this one ({beside}). Start RayFlow by './rayflow', or name a server with --server.");
    }
}
