using RayFlow.Model.Nodes;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>A node type that was found, usable or not.</summary>
/// <param name="Descriptor">What it looks like.</param>
/// <param name="Node">How to run it; null if it is broken.</param>
internal sealed record CatalogEntry(NodeDescriptor Descriptor, CompiledNode? Node)
{
    public static CatalogEntry Of(NodeShape shape) => new(shape.Descriptor, new CompiledNode(shape));

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
