namespace RayFlow.EndToEnd.Tests;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The silo's program, built beside these tests.</summary>
    public static string SiloAssembly { get; } = Program("RayFlow.Silo");

    /// <summary>The gateway's program, built beside these tests.</summary>
    public static string GatewayAssembly { get; } = Program("RayFlow.Gateway");

    private static string Program(string name) =>
        Path.Combine(AppContext.BaseDirectory, "..", "..", name, new DirectoryInfo(AppContext.BaseDirectory).Name, name + ".dll");

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RayFlow.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above '{start}' has RayFlow.Orleans.sln.");
    }
}
