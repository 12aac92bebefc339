using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>The folder of plug-ins: every assembly in it that references the node SDK gives its node classes; the others are their dependencies.</summary>
internal static class PluginFolder
{
    private static readonly string SdkName = typeof(Node).Assembly.GetName().Name!;

    public static LoadedNodes Load(string? directory)
    {
        if (directory is null || !Directory.Exists(directory))
        {
            return LoadedNodes.None;
        }

        var entries = new List<CatalogEntry>();
        var contexts = new List<AssemblyLoadContext>();
        foreach (var path in Directory.EnumerateFiles(Path.GetFullPath(directory), "*.dll").Where(ReferencesSdk).Order(StringComparer.Ordinal))
        {
            var context = new PluginLoadContext(path);
            contexts.Add(context);
            entries.AddRange(Load(path, context));
        }

        return new LoadedNodes(entries, contexts);
    }

    private static List<CatalogEntry> Load(string path, PluginLoadContext context)
    {
        try
        {
            var hash = CatalogEntry.HashOf(path);
            return [.. context.LoadFromAssemblyPath(path).GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Node)) && !type.IsAbstract)
                .Select(type => EntryOf(type, path, hash))];
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException)
        {
            return [Broken(Path.GetFileNameWithoutExtension(path), path, failure.Message)];
        }
    }

    private static CatalogEntry EntryOf(Type type, string path, string hash)
    {
        try
        {
            return CatalogEntry.Of(NodeShape.Of(type, NodeOrigin.Plugin), hash);
        }
        catch (Exception failure) when (failure is ShapeException or IOException or TypeLoadException)
        {
            return Broken(type.Name, path, $"{type.FullName}: {failure.Message}");
        }
    }

    private static CatalogEntry Broken(string name, string path, string message) =>
        CatalogEntry.Broken(SnakeCase.Of(name.Replace('.', '_')), "plugin", NodeOrigin.Plugin, new NodeProblem(Path.GetFileName(path), 0, 0, message));

    // Looked up without loading: native libraries and dependencies lie beside the plug-ins.
    private static bool ReferencesSdk(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        try
        {
            if (!image.HasMetadata)
            {
                return false;
            }

            var metadata = image.GetMetadataReader();
            return metadata.IsAssembly && metadata.AssemblyReferences
                .Any(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, SdkName));
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Finds a plug-in's dependencies beside it; what the server has itself is shared, or its nodes would be of another SDK.</summary>
    private sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path), isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.All(loaded => loaded.GetName().Name != assemblyName.Name)
            && _resolver.ResolveAssemblyToPath(assemblyName) is { } found
                ? LoadFromAssemblyPath(found)
                : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
