using System.Runtime.Loader;
using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Catalog;

/// <summary>The folder of user nodes: <c>CATEGORY/NAME.cs</c> is the node type <c>CATEGORY_NAME</c>.</summary>
internal static class UserNodeFolder
{
    public static LoadedNodes Load(string? directory)
    {
        if (directory is null || !Directory.Exists(directory))
        {
            return LoadedNodes.None;
        }

        var files = UserNodeFile.Below(Path.GetFullPath(directory)).ToList();
        if (files.Count == 0)
        {
            // The compiler costs a second to start.
            return LoadedNodes.None;
        }

        var context = new AssemblyLoadContext($"User nodes of {directory}", isCollectible: true);
        var compiler = new UserNodeCompiler(context);
        var twins = files.GroupBy(file => file.Type).SelectMany(group => group.Skip(1)).ToHashSet();
        var entries = files.Where(file => !twins.Contains(file)).AsParallel().AsOrdered().Select(compiler.Compile).ToList();
        foreach (var twin in twins)
        {
            // Which of the two was meant is not ours to guess.
            var at = entries.FindIndex(entry => entry.Descriptor.Type == twin.Type);
            entries[at] = CatalogEntry.Broken(twin.Type, twin.Category, NodeOrigin.User, new NodeProblem(
                twin.RelativePath, 1, 1, $"Another file makes the node type '{twin.Type}' as well. Rename one of them."));
        }

        return new LoadedNodes(entries, context);
    }
}
