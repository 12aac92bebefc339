namespace RayFlow.Engine.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new DirectoryNotFoundException("The tests do not run inside a checkout."),
        _ when File.Exists(Path.Combine(folder.FullName, "RayFlow.Orleans.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
