using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>Writes the nodes of a graph: what their types say, wired as the document has it.</summary>
internal sealed class NodeWriter(FlowDocument document, NodeShape[] shapes, Wires wires, RegionPlan regions)
{
    private int _freeCount;
    private int _scratchSize;

    public GraphNode Write(int at)
    {
        var (node, shape) = (document.Nodes[at], shapes[at]);
        var descriptor = shape.Type.Descriptor;
        var freeNames = descriptor.AnyInputs ? FreeInputNames(at, node, descriptor) : [];
        var settings = new NodeSettings(Complete(node.Constants, descriptor.Constants), Complete(node.Config, descriptor.Config), freeNames);
        var isFree = FreeNodes.Contain(descriptor, at, wires.ExecIn, wires.ExecOut);
        var written = new GraphNode
        {
            Index = at,
            Id = node.Id,
            Descriptor = descriptor,
            Settings = settings,
            Policy = node.Policy,
            Join = descriptor.Operation == ControlOperation.Merge ? new Join(JoinMode.Any) : node.Join,
            Inputs = Inputs(at, node, shape, freeNames),
            Outputs = shape.Outputs.Names,
            OutputTypes = shape.Outputs.Types,
            OwnOutputs = shape.Outputs.OwnCount,
            Ports = Ports(at, shape),
            ExecInputs = wires.ExecIn[at].Length,
            Function = descriptor is { Kind: NodeKind.Pure, Heavy: false } ? shape.Type.Bind?.Invoke(settings) : null,
            Inline = descriptor is { Kind: NodeKind.Effect, Inline: true } ? shape.Type.BindInline?.Invoke(settings) : null,
            FreeIndex = isFree ? _freeCount++ : -1,
            ScratchStart = _scratchSize,
        };
        _scratchSize += isFree ? written.OwnOutputs : 0;
        return written;
    }

    private InputSlot[] Inputs(int at, FlowNode node, NodeShape shape, string[] freeNames)
    {
        var edges = wires.DataIn[at];
        if (edges.IsEmpty && node.InputValues.Count == 0)
        {
            return shape.Inputs;
        }

        var slots = new InputSlot[shape.Inputs.Length + freeNames.Length];
        shape.Inputs.CopyTo(slots, 0);
        for (var i = 0; i < freeNames.Length; i++)
        {
            slots[shape.Inputs.Length + i] = new InputSlot(freeNames[i], PinType.Any, true, -1, -1, null);
        }

        var places = slots.Length > 16 ? Enumerable.Range(0, slots.Length).ToDictionary(i => slots[i].Name, StringComparer.Ordinal) : null;
        foreach (var (name, value) in node.InputValues.AsSpan())
        {
            if (Place(name) is >= 0 and var i)
            {
                slots[i] = slots[i] with { Fallback = value };
            }
        }

        foreach (var edge in edges)
        {
            var wire = wires.Data[edge];
            if (Place(wire.Edge.InputName) is >= 0 and var i)
            {
                slots[i] = slots[i] with { Source = wire.Source, SourceOutput = Array.IndexOf(shapes[wire.Source].Outputs.Names, wire.Edge.OutputName), Edge = wire.Edge.Name };
            }
        }

        return slots;

        int Place(string name) => places is null ? Array.FindIndex(slots, slot => slot.Name == name) : places.GetValueOrDefault(name, -1);
    }

    private string[] FreeInputNames(int at, FlowNode node, NodeDescriptor descriptor)
    {
        var fixedNames = descriptor.Inputs.Select(pin => pin.Name).ToHashSet(StringComparer.Ordinal);
        var names = wires.DataIn[at].ToArray().Select(wire => wires.Data[wire].Edge.InputName)
            .Concat(node.InputValues.Keys).Distinct(StringComparer.Ordinal).Where(name => !fixedNames.Contains(name)).ToList();
        if (node.Order.Count == 0)
        {
            return [.. names];
        }

        var known = names.ToHashSet(StringComparer.Ordinal);
        return [.. node.Order.Where(known.Contains).Concat(names).Distinct(StringComparer.Ordinal)];
    }

    private ExecPort[] Ports(int at, NodeShape shape)
    {
        var owned = RegionOutputs.Of(shape.Type.Descriptor.Operation);
        var edges = wires.ExecOut[at];
        if (edges.IsEmpty && owned.Count == 0)
        {
            return shape.Ports;
        }

        var (targets, names) = (new List<int>?[shape.Ports.Length], new List<string>?[shape.Ports.Length]);
        foreach (var edge in edges)
        {
            var port = wires.Ports[edge] = shape.PortIndex(wires.Exec[edge].Edge.SourceHandle);
            if (port >= 0)
            {
                (targets[port] ??= []).Add(wires.Exec[edge].Target);
                (names[port] ??= []).Add(wires.Exec[edge].Edge.Name);
            }
        }

        var ports = new ExecPort[targets.Length];
        for (var port = 0; port < ports.Length; port++)
        {
            var name = shape.Ports[port].Name;
            ports[port] = targets[port] is null && owned.Count == 0
                ? shape.Ports[port]
                : new ExecPort(name, targets[port]?.ToArray() ?? [], owned.Contains(name) ? regions.Open(at, port, name) : -1) { Edges = names[port]?.ToArray() ?? [] };
        }

        return ports;
    }

    private static ValueMap Complete(ValueMap given, IReadOnlyList<Setting> settings)
    {
        ValueMap.Builder? complete = null;
        foreach (var setting in settings)
        {
            if (setting.Default is { } value && !given.ContainsKey(setting.Name))
            {
                (complete ??= new ValueMap.Builder(given)).Set(setting.Name, value);
            }
        }

        return complete?.Build() ?? given;
    }
}
