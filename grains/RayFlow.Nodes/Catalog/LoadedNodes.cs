using System.Runtime.Loader;

namespace RayFlow.Nodes.Catalog;

/// <summary>Node types from code that was loaded for them. Disposing it gives the code up.</summary>
internal sealed class LoadedNodes(IReadOnlyList<CatalogEntry> entries, params IReadOnlyList<AssemblyLoadContext> contexts) : IDisposable
{
    public static LoadedNodes None { get; } = new([]);

    public IReadOnlyList<CatalogEntry> Entries => entries;

    public void Dispose()
    {
        foreach (var context in contexts)
        {
            context.Unload();
        }
    }
}
