using System.Xml.Linq;

namespace RayFlow.EndToEnd.Tests.Architecture;

/// <summary>A project file, and what it references.</summary>
internal sealed record ProjectFile(string Path, string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    private static readonly string[] NotSources = ["artifacts", "bin", "dist", "node_modules", "obj"];

    /// <summary>Every project of the checkout.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } = [.. Find(new DirectoryInfo(Checkout.Root)).Select(Read)];

    private static IEnumerable<string> Find(DirectoryInfo folder)
    {
        // A project inside a project's folder is that one's material, such as a fixture of its tests.
        var projects = folder.EnumerateFiles("*.csproj").Select(file => file.FullName).ToList();
        return projects.Count > 0
            ? projects
            : folder.EnumerateDirectories()
                .Where(child => !child.Name.StartsWith('.') && !NotSources.Contains(child.Name))
                .SelectMany(Find);
    }

    private static ProjectFile Read(string path)
    {
        var document = XDocument.Load(path);
        var sdk = document.Root!.Attribute("Sdk")!.Value;
        return new ProjectFile(
            path,
            NameOf(path),
            [.. Items("ProjectReference").Select(NameOf)],
            [
                .. Items("PackageReference"),
                .. Items("FrameworkReference"),
                .. sdk == "Microsoft.NET.Sdk.Web" ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>(),
            ]);

        // Analyzers and build tools (PrivateAssets="all") do not become part of the assembly.
        IEnumerable<string> Items(string kind) => document.Descendants(kind)
            .Where(item => item.Attribute("PrivateAssets")?.Value != "all" && item.Attribute("Include") is not null)
            .Select(item => item.Attribute("Include")!.Value);
    }

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
