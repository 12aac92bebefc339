using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>Makes the <see cref="FlowGraph"/> of a flow that the validator found no error in. Linear in nodes and edges, but for nested sequences (n log n).</summary>
public static class GraphBuilder
{
    /// <summary>Builds the graph.</summary>
    /// <param name="document">A document without errors.</param>
    /// <param name="types">The node types that it was validated against.</param>
    /// <param name="hash">SHA-256 of the document, lower-case hexadecimal.</param>
    public static FlowGraph Build(FlowDocument document, NodeTypes types, string hash)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(types);
        var index = new Dictionary<string, int>(document.Nodes.Count, StringComparer.Ordinal);
        for (var i = 0; i < document.Nodes.Count; i++)
        {
            index.Add(document.Nodes[i].Id, i);
        }

        var wires = new Wires(document, index);
        var shapes = Shapes(document, types, wires);
        var start = Array.FindIndex(shapes, shape => shape.Type.Descriptor.Operation == ControlOperation.Start);
        var map = RegionMap.Of(shapes.Length, [.. wires.Exec.Select(wire =>
            new RegionEdge(wire.Source, wire.Target, RegionOutputs.Find(shapes[wire.Source].Type.Descriptor.Operation, wire.Edge.SourceHandle)))]);
        var regions = new RegionPlan(map);
        var nodes = new GraphNode[shapes.Length];
        var writer = new NodeWriter(document, shapes, wires, regions);
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = writer.Write(i);
        }

        var reached = wires.Reached(start);
        SequencePlan.Assign(nodes, wires, map, reached);
        return new FlowGraph(hash, document, nodes, regions.Build(nodes, wires, reached), start, index);
    }

    private static NodeShape[] Shapes(FlowDocument document, NodeTypes types, Wires wires)
    {
        var shared = new Dictionary<string, NodeShape>(StringComparer.Ordinal);
        var shapes = new NodeShape[document.Nodes.Count];
        for (var i = 0; i < shapes.Length; i++)
        {
            var node = document.Nodes[i];
            if (shared.TryGetValue(node.Type, out var shape))
            {
                shapes[i] = shape;
                continue;
            }

            if (!types.TryGet(node.Type, out var type))
            {
                throw new ArgumentException($"Node '{node.Id}' has the unknown type '{node.Type}'. Validate the flow first.", nameof(document));
            }

            shapes[i] = NodeShape.Of(node, type, wires.DataOut[i].ToArray().Select(wire => wires.Data[wire].Edge.OutputName));
            if (!NodeShape.Varies(type.Descriptor))
            {
                shared.Add(node.Type, shapes[i]);
            }
        }

        return shapes;
    }
}
