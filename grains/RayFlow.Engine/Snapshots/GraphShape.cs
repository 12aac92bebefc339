using System.Security.Cryptography;
using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Snapshots;

/// <summary>
/// What a snapshot takes for granted of its graph: it names nodes, regions, inputs and outputs by their place. The same document gives another shape
/// when a node type has changed meanwhile.
/// </summary>
internal static class GraphShape
{
    /// <summary>A hash of the shape, 32 bytes.</summary>
    public static byte[] Of(FlowGraph graph)
    {
        var shape = new SnapshotWriter();
        shape.Text(graph.Hash);
        shape.Many(graph.Nodes, static (to, node) =>
        {
            to.Text(node.Id);
            to.Text(node.Descriptor.Type);
            to.Byte((byte)node.Operation);
            to.Flag(node.RunsInGrain);
            to.Number(node.Region);
            to.Number(node.Local);
            to.Number(node.FreeIndex);
            to.Number(node.OwnOutputs);
            to.Many(node.Inputs, static (to, input) => to.Text(input.Name));
            to.Many(node.Outputs, static (to, output) => to.Text(output));
            to.Many(node.Ports, static (to, port) => to.Text(port.Name));
        });
        shape.Many(graph.Regions, static (to, region) =>
        {
            to.Number(region.Owner);
            to.Number(region.Port);
            to.Many(region.Nodes, static (to, node) => to.Number(node));
        });
        return SHA256.HashData(shape.Written);
    }
}
