using System.Security.Cryptography;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>A node type that was found, usable or not.</summary>
/// <param name="Descriptor">What it looks like.</param>
/// <param name="Node">How to run it; null if it is broken.</param>
/// <param name="CodeHash">SHA-256 of the file that it comes from, lower-case hexadecimal; null for one that is broken or built in.</param>
internal sealed record CatalogEntry(NodeDescriptor Descriptor, CompiledNode? Node, string? CodeHash = null)
{
    public static CatalogEntry Of(NodeShape shape, string? codeHash = null) => new(shape.Descriptor, new CompiledNode(shape), codeHash);

    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    public static CatalogEntry Broken(string type, string category, NodeOrigin origin, params IReadOnlyList<NodeProblem> problems) => new(
        new NodeDescriptor
        {
            Type = type,
            Category = category,
            Kind = NodeKind.Pure,
            Label = SnakeCase.ToLabel(type),
            Icon = "triangle-alert",
            Description = problems[0].Message,
            Origin = origin,
            Problems = problems,
        },
        null);
}
