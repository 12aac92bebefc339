using System.Diagnostics;

namespace RayFlow.Cli.Server;

/// <summary>The programs of servers, as they lie about in the build that this one comes from.</summary>
internal static class ServerPrograms
{
    /// <summary>How to start a silo's program, which is also that of <c>up</c>, with these arguments.</summary>
    public static ProcessStartInfo Silo(IEnumerable<string> arguments) => Start("RayFlow.Silo", arguments);

    /// <summary>How to start a gateway with these arguments.</summary>
    public static ProcessStartInfo Gateway(IEnumerable<string> arguments) => Start("RayFlow.Gateway", arguments);

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(DotNet, [Find(program), .. arguments]) { UseShellExecute = false };

    private static string DotNet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host) ? host : "dotnet";

    private static string Find(string program)
    {
        // ./rayflow names its build; an installed one has both programs side by side; MSBuild puts each into a folder of its name.
        var library = program + ".dll";
        var beside = AppContext.BaseDirectory;
        var build = Environment.GetEnvironmentVariable("RAYFLOW_BUILD");
        string?[] places =
        [
            build is null ? null : Path.Combine(build, program, library),
            Path.Combine(beside, library),
            Path.Combine(beside, "..", program, library),
            Path.Combine(beside, "..", "..", program, Path.GetFileName(Path.TrimEndingDirectorySeparator(beside)), library),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new CliException(ExitCode.NoServer, $"The server's program ({library}) is not beside this one ({beside}). Start RayFlow by './rayflow', or name a server with --server.");
    }
}
