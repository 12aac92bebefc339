using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>The nodes of this assembly. Read once; catalogues share them.</summary>
internal static class BuiltInNodes
{
    private static readonly Lazy<IReadOnlyList<CatalogEntry>> Found = new(() =>
    [
        .. typeof(BuiltInNodes).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Node)) && !type.IsAbstract)
            .Select(type => CatalogEntry.Of(NodeShape.Of(type, NodeOrigin.Builtin))),
    ]);

    public static IReadOnlyList<CatalogEntry> All => Found.Value;
}
