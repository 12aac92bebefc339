namespace RayFlow.Silo.LocalClusters;

/// <summary>RayFlow's programs, as they lie about in the build that this one comes from.</summary>
internal static class ProgramFiles
{
    private const string GatewayLibrary = "RayFlow.Gateway.dll";

    /// <summary>This program.</summary>
    public static string Silo => typeof(ProgramFiles).Assembly.Location;

    /// <summary>The gateway's.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string Gateway
    {
        get
        {
            // An installed RayFlow has them side by side; MSBuild and ./rayflow put each into a folder of its name.
            var beside = AppContext.BaseDirectory;
            string[] places =
            [
                Path.Combine(beside, GatewayLibrary),
                Path.Combine(beside, "..", "RayFlow.Gateway", GatewayLibrary),
                Path.Combine(beside, "..", "..", "RayFlow.Gateway", Path.GetFileName(Path.TrimEndingDirectorySeparator(beside)), GatewayLibrary),
            ];
            return places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException($"The gateway's program ({GatewayLibrary}) is not beside this one ({beside}).");
        }
    }

    /// <summary>What runs programs.</summary>
    public static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
