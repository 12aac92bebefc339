using System.Globalization;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>What nodes of one type have in common before they are wired: nodes share it, and copy what their edges change.</summary>
/// <param name="Type">The type.</param>
/// <param name="Inputs">The inputs that every such node has, unconnected.</param>
/// <param name="Outputs">The outputs.</param>
/// <param name="Ports">The exec outputs, unconnected; <c>exec-error</c> is the last.</param>
internal sealed record NodeShape(NodeType Type, InputSlot[] Inputs, NodeOutputs Outputs, ExecPort[] Ports)
{
    private Dictionary<string, int>? _ports;

    /// <summary>The index of an exec output; -1 if there is none of that name.</summary>
    public int PortIndex(string handle)
    {
        const int mostScanned = 16;
        if (Ports.Length > mostScanned)
        {
            _ports ??= Enumerable.Range(0, Ports.Length).ToDictionary(port => Ports[port].Name, StringComparer.Ordinal);
            return _ports.GetValueOrDefault(handle, -1);
        }

        for (var port = 0; port < Ports.Length; port++)
        {
            if (Ports[port].Name == handle)
            {
                return port;
            }
        }

        return -1;
    }

    /// <summary>Whether a node of the type may have pins that others have not.</summary>
    public static bool Varies(NodeDescriptor descriptor) =>
        descriptor.OutputsFrom != DynamicOutputs.None || descriptor.ExecOutputsFrom != DynamicExecOutputs.None;

    /// <summary>The shape of one node; of every node of its type, if that does not vary.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">Its type.</param>
    /// <param name="read">The names of the outputs that are read.</param>
    public static NodeShape Of(FlowNode node, NodeType type, IEnumerable<string> read)
    {
        var descriptor = type.Descriptor;
        return new NodeShape(
            type,
            [.. descriptor.Inputs.Select(pin => new InputSlot(pin.Name, pin.Type, pin.Nullable, -1, -1, pin.Default))],
            NodeOutputs.Of(node, descriptor, read),
            [.. PortNames(node, descriptor).Append("exec-error").Select(name => new ExecPort(name, []))]);
    }

    private static IEnumerable<string> PortNames(FlowNode node, NodeDescriptor descriptor) => descriptor.ExecOutputsFrom switch
    {
        DynamicExecOutputs.Cases when Constant(node, descriptor, "CASES") is { Kind: ValueKind.List } cases => Numbered("exec-case-", cases.AsList().Count).Concat(descriptor.ExecOutputs),
        DynamicExecOutputs.Count when Constant(node, descriptor, "COUNT") is { IsInt: true } count => Numbered("exec-", (int)count.AsInt()).Concat(descriptor.ExecOutputs),
        _ => descriptor.ExecOutputs,
    };

    private static IEnumerable<string> Numbered(string prefix, int count) => Enumerable.Range(0, count).Select(i => prefix + i.ToString(CultureInfo.InvariantCulture));

    private static Value? Constant(FlowNode node, NodeDescriptor descriptor, string name) =>
        node.Constants.TryGetValue(name, out var given) ? given : descriptor.Constants.FirstOrDefault(setting => setting.Name == name)?.Default;
}
