using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>Makes the <see cref="FlowGraph"/> of a flow that the validator found no error in. Linear in nodes and edges.</summary>
public static class GraphBuilder
{
    /// <summary>Builds the graph.</summary>
    /// <param name="document">A document without errors.</param>
    /// <param name="types">The node types that it was validated against.</param>
    /// <param name="hash">SHA-256 of the document, lower-case hexadecimal.</param>
    public static FlowGraph Build(FlowDocument document, NodeTypes types, string hash)
    {
        var index = new Dictionary<string, int>(document.Nodes.Count, StringComparer.Ordinal);
        for (var i = 0; i < document.Nodes.Count; i++)
        {
            index.Add(document.Nodes[i].Id, i);
        }

        var wires = new Wires(document, index);
        var outputs = new NodeOutputs[document.Nodes.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = NodeOutputs.Of(document.Nodes[i], Type(types, document.Nodes[i]).Descriptor, wires.OutputsReadOf(i));
        }

        var nodes = new GraphNode[outputs.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = BuildNode(i, document.Nodes[i], Type(types, document.Nodes[i]), wires, outputs);
        }

        var (freeCount, scratchSize) = NumberFreeNodes(nodes);
        var start = Array.FindIndex(nodes, node => node.Operation == ControlOperation.Start);
        var regions = RegionPlan.Assign(nodes, start);
        SequencePlan.Assign(nodes);
        return new FlowGraph(hash, document, nodes, regions, start, freeCount, scratchSize);
    }

    private static NodeType Type(NodeTypes types, FlowNode node) =>
        types.TryGet(node.Type, out var type) ? type : throw new ArgumentException($"Node '{node.Id}' has the unknown type '{node.Type}'. Validate the flow first.", nameof(node));

    private static GraphNode BuildNode(int at, FlowNode node, NodeType type, Wires wires, NodeOutputs[] outputs)
    {
        var descriptor = type.Descriptor;
        var freeNames = descriptor.AnyInputs ? FreeInputNames(at, node, descriptor, wires) : [];
        var settings = new NodeSettings(Complete(node.Constants, descriptor.Constants), Complete(node.Config, descriptor.Config), freeNames);
        var ports = PortNames(descriptor, settings).Append("exec-error").Select(name => new ExecPort(name, wires.Targets(at, name))).ToArray();
        return new GraphNode
        {
            Index = at,
            Id = node.Id,
            Descriptor = descriptor,
            Settings = settings,
            Policy = node.Policy,
            Join = descriptor.Operation == ControlOperation.Merge ? new Join(JoinMode.Any) : node.Join,
            Inputs = [.. descriptor.Inputs.Select(pin => Slot(at, node, pin, wires, outputs)), .. freeNames.Select(name => Slot(at, node, new InputPin(name, PinType.Any), wires, outputs))],
            Outputs = outputs[at].Names,
            OutputTypes = outputs[at].Types,
            Ports = ports,
            ExecInputs = wires.ExecInputs(at),
            Function = descriptor is { Kind: NodeKind.Pure, Heavy: false } ? type.Bind?.Invoke(settings) : null,
            PortRegions = new int[ports.Length],
        };
    }

    private static InputSlot Slot(int at, FlowNode node, InputPin pin, Wires wires, NodeOutputs[] outputs)
    {
        var fallback = node.InputValues.TryGetValue(pin.Name, out var given) ? given : pin.Default;
        return wires.TryDataSource(at, pin.Name, out var source, out var output)
            ? new InputSlot(pin.Name, pin.Type, source, Array.IndexOf(outputs[source].Names, output), pin.Nullable, fallback)
            : new InputSlot(pin.Name, pin.Type, -1, -1, pin.Nullable, fallback);
    }

    private static string[] FreeInputNames(int at, FlowNode node, NodeDescriptor descriptor, Wires wires)
    {
        var fixedNames = descriptor.Inputs.Select(pin => pin.Name).ToHashSet(StringComparer.Ordinal);
        var names = wires.InputsOf(at).Concat(node.InputValues.Keys).Distinct(StringComparer.Ordinal).Where(name => !fixedNames.Contains(name)).ToList();
        if (node.Order.Count == 0)
        {
            return [.. names];
        }

        var known = names.ToHashSet(StringComparer.Ordinal);
        return [.. node.Order.Where(known.Contains).Concat(names).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> PortNames(NodeDescriptor descriptor, NodeSettings settings) => descriptor.ExecOutputsFrom switch
    {
        DynamicExecOutputs.Cases when settings.Constants.TryGetValue("CASES", out var cases) && cases.Kind == ValueKind.List =>
            Enumerable.Range(0, cases.AsList().Count).Select(i => $"exec-case-{i}").Concat(descriptor.ExecOutputs),
        DynamicExecOutputs.Count when settings.Constants.TryGetValue("COUNT", out var count) && count.IsInt =>
            Enumerable.Range(0, (int)count.AsInt()).Select(i => $"exec-{i}").Concat(descriptor.ExecOutputs),
        _ => descriptor.ExecOutputs,
    };

    private static ValueMap Complete(ValueMap given, IReadOnlyList<Setting> settings)
    {
        var missing = settings.Where(setting => setting.Default is not null && !given.ContainsKey(setting.Name)).ToList();
        if (missing.Count == 0)
        {
            return given;
        }

        var complete = new ValueMap.Builder(given);
        missing.ForEach(setting => complete.Set(setting.Name, setting.Default!.Value));
        return complete.Build();
    }

    private static (int Count, int ScratchSize) NumberFreeNodes(GraphNode[] nodes)
    {
        var (count, size) = (0, 0);
        foreach (var node in nodes)
        {
            if (node.Descriptor.Kind == NodeKind.Pure && node.ExecInputs == 0)
            {
                node.FreeIndex = count++;
                node.ScratchStart = size;
                size += node.Outputs.Length;
            }
        }

        return (count, size);
    }
}
