using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>A source file of a user's node.</summary>
/// <param name="FullPath">Where it is.</param>
/// <param name="RelativePath">The path from the folder of user nodes, with slashes.</param>
internal sealed record UserNodeFile(string FullPath, string RelativePath)
{
    /// <summary>The category: the outermost folder, or base without one.</summary>
    public string Category { get; } = Words(RelativePath) is [var folder, _, ..] ? folder : "base";

    /// <summary>The node type: folders and file name, joined by underscores.</summary>
    public string Type { get; } = string.Join('_', Words(RelativePath));

    /// <summary>False if the file's name does not make a node type.</summary>
    public bool HasName => SnakeCase.IsName(Type) && SnakeCase.IsName(Category);

    /// <summary>Every source file below a folder, in the order of their paths. Folders that tools make (bin, obj, hidden ones) are left out.</summary>
    public static IEnumerable<UserNodeFile> Below(string root) =>
        from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(root, path).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj" || part.StartsWith('.'))
        orderby relative
        select new UserNodeFile(path, relative);

    private static string[] Words(string relativePath) =>
        [.. relativePath[..^".cs".Length].Split('/').Select(part => SnakeCase.Of(part.Replace('-', '_')))];
}
