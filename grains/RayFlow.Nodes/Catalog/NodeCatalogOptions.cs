namespace RayFlow.Nodes.Catalog;

/// <summary>Where nodes beside the built-in ones come from. Changing a folder's contents takes effect at the next <see cref="NodeCatalog.Load"/>.</summary>
public sealed class NodeCatalogOptions
{
    /// <summary>The folder of user nodes, <c>CATEGORY/NAME.cs</c>; null, or a folder that does not exist: none.</summary>
    public string? UserNodeDirectory { get; set; } = "./nodes";

    /// <summary>The folder of plug-in assemblies; null, or a folder that does not exist: none.</summary>
    public string? PluginDirectory { get; set; }
}
