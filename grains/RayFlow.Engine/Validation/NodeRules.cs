using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>RF201 to RF205 and RF409: types exist, inputs have values of their types, joins can fire.</summary>
internal sealed class NodeRules(FlowDocument document, NodeTypes catalogue, FlowFindings findings)
{
    private readonly Dictionary<string, string> _suggested = new(StringComparer.Ordinal);

    /// <summary>The type of each node; null where it is unknown or broken, which is reported. An empty type was reported by the parser.</summary>
    public NodeDescriptor?[] ResolveTypes()
    {
        var types = new NodeDescriptor?[document.Nodes.Count];
        for (var node = 0; node < types.Length; node++)
        {
            var (id, name) = (document.Nodes[node].Id, document.Nodes[node].Type);
            if (!catalogue.TryGet(name, out var type))
            {
                if (name.Length > 0)
                {
                    findings.AddNode(DiagnosticCodes.UnknownNodeType, node, "/type", $"Node '{id}' is of type '{name}', which does not exist.{Meant(name)} 'rayflow nodes' lists the types there are.");
                }
            }
            else if (type.Descriptor.Problems is [var problem, ..])
            {
                var at = problem.Line > 0 ? $"{problem.File}({problem.Line},{problem.Column})" : problem.File;
                findings.AddNode(DiagnosticCodes.BrokenNodeType, node, "/type", $"Node '{id}' is of type '{name}', which did not load. {at}: {problem.Message} Correct the file.");
            }
            else
            {
                types[node] = type.Descriptor;
            }
        }

        return types;
    }

    /// <summary>Checks the values of inputs.</summary>
    public void CheckInputs(NodeDescriptor?[] types, IReadOnlyDictionary<(int Node, string Input), int> taken)
    {
        for (var node = 0; node < types.Length; node++)
        {
            if (types[node] is { } type)
            {
                CheckGiven(node, type);
                CheckRequired(node, type, taken);
            }
        }
    }

    /// <summary>Checks that enough edges lead to a join.</summary>
    public void CheckJoins(FlowWiring wiring)
    {
        for (var node = 0; node < wiring.Count; node++)
        {
            var join = wiring.JoinOf(node);
            var edges = wiring.ExecIn[node].Length;
            if (join.Mode == JoinMode.Count && edges > 0 && join.Count > edges)
            {
                findings.AddNode(
                    DiagnosticCodes.JoinNeverFires,
                    node,
                    "/data/join/n",
                    $"Node '{document.Nodes[node].Id}' waits for {join.Count:N0} live edges, but only {edges:N0} {(edges == 1 ? "leads" : "lead")} to it, so it never fires. Lower 'n', or connect more.");
            }
        }
    }

    private void CheckGiven(int node, NodeDescriptor type)
    {
        var given = document.Nodes[node];
        var pins = new NodePins(given, type);
        foreach (var (name, value) in given.InputValues.AsSpan())
        {
            var field = InputValueField(name);
            if (pins.Input(name) is not { } pin)
            {
                if (!findings.HasRoom())
                {
                    return;
                }

                var inputs = type.Inputs.Select(input => input.Name);
                var meant = findings.Suggestions.Words(name, inputs);
                findings.AddNode(
                    DiagnosticCodes.UnknownInputValue,
                    node,
                    field,
                    $"Node '{given.Id}' has a value for the input '{name}', which {type.Type} does not have; it is kept but never read.{(meant.Length > 0 ? meant : $" Its inputs are {Display.Names(inputs, "none")}.")}");
            }
            else if (!pin.TryAccept(value, out _))
            {
                findings.AddNode(DiagnosticCodes.InputValueType, node, field, $"Node '{given.Id}': the value of the input '{name}' is {Display.Short(value)}, which is {value.KindName}. It must be {pin.Type}.");
            }
        }
    }

    private void CheckRequired(int node, NodeDescriptor type, IReadOnlyDictionary<(int Node, string Input), int> taken)
    {
        foreach (var pin in type.Inputs)
        {
            if (pin.Required && !document.Nodes[node].InputValues.ContainsKey(pin.Name) && !taken.ContainsKey((node, pin.Name)))
            {
                findings.AddNode(
                    DiagnosticCodes.MissingInput,
                    node,
                    InputValueField(pin.Name),
                    $"Node '{document.Nodes[node].Id}' needs a value for its input '{pin.Name}' ({pin.Type}). Connect it, or set it in data.inputValues.");
            }
        }
    }

    /// <summary>Where a node has the value of an input, or would have it: a JSON pointer (RFC 6901) from the node on.</summary>
    private static string InputValueField(string name) =>
        $"/data/inputValues/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private string Meant(string name)
    {
        if (!_suggested.TryGetValue(name, out var words))
        {
            words = findings.Suggestions.Words(name, catalogue.All.Select(type => type.Descriptor.Type));
            _suggested.Add(name, words);
        }

        return words;
    }
}
