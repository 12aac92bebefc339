using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF3xx: edges end at pins that exist, control meets control, data meets data of a type that fits.</summary>
internal sealed class EdgeRules(FlowDocument document, NodeTypes catalogue, NodeDescriptor?[] types, Dictionary<string, int> indexOf, FlowFindings findings)
{
    private readonly List<Wire> _exec = [];
    private readonly List<Wire> _data = [];
    private readonly Dictionary<(int Node, string Input), int> _taken = [];

    /// <summary>The data inputs that some edge enters, whether or not that edge is wired correctly otherwise, with the first such edge.</summary>
    public IReadOnlyDictionary<(int Node, string Input), int> Taken => _taken;

    /// <summary>Checks every edge and returns those that are wired correctly.</summary>
    public FlowWiring Check()
    {
        for (var edge = 0; edge < document.Edges.Count; edge++)
        {
            Check(edge);
        }

        return new FlowWiring(document, types, _exec, _data);
    }

    private void Check(int edge)
    {
        var given = document.Edges[edge];
        var source = End(edge, given.Source, DiagnosticCodes.UnknownSource, "leaves", "/source");
        var target = End(edge, given.Target, DiagnosticCodes.UnknownTarget, "enters", "/target");
        var from = KindOf(given.SourceHandle, "output-");
        var to = KindOf(given.TargetHandle, "input-");
        var sound = source >= 0 && target >= 0;
        PinType? offered = null;
        InputPin? pin = null;
        if (source >= 0)
        {
            sound &= CheckSource(edge, source, from, out offered);
        }

        if (target >= 0)
        {
            sound &= CheckTarget(edge, target, to, out pin);
        }

        if (from != to && from != HandleKind.None && to != HandleKind.None)
        {
            var fix = from == HandleKind.Exec ? "Lead it to exec-in, or take a data output." : "Lead it to a data input, or take an exec output.";
            findings.AddEdge(DiagnosticCodes.MixedEdge, edge, "", $"{findings.EdgeWords(edge)} leads from {Words(from)} to {Words(to)}. {fix}", target);
            return;
        }

        if (sound)
        {
            Connect(edge, source, target, from, offered, pin);
        }
    }

    private void Connect(int edge, int source, int target, HandleKind kind, PinType? offered, InputPin? pin)
    {
        var given = document.Edges[edge];
        if (kind == HandleKind.Exec)
        {
            _exec.Add(new Wire(edge, source, target, given.SourceHandle, given.TargetHandle));
            return;
        }

        var output = given.OutputName;
        _data.Add(new Wire(edge, source, target, output, pin?.Name ?? given.InputName));
        if (offered is not null && pin is not null && !offered.FitsInto(pin.Type))
        {
            findings.AddEdge(
                DiagnosticCodes.IncompatibleTypes,
                edge,
                "",
                $"'{given.Source}.{Display.Name(output)}' gives {offered}, but '{given.Target}.{pin.Name}' takes {pin.Type}. {Conversion(offered, pin.Type)}",
                target);
        }
    }

    private int End(int edge, string id, DiagnosticCode code, string verb, string field)
    {
        if (indexOf.TryGetValue(id, out var node))
        {
            return node;
        }

        findings.AddEdge(code, edge, field, $"{findings.EdgeWords(edge)} {verb} '{Display.Name(id)}', which does not exist. Correct the id, or remove the edge.");
        return -1;
    }

    private bool CheckSource(int edge, int node, HandleKind kind, out PinType? offered)
    {
        offered = null;
        var handle = document.Edges[edge].SourceHandle;
        if (types[node] is not { } type)
        {
            return kind != HandleKind.None;
        }

        var pins = new NodePins(document.Nodes[node], type);
        if (kind == HandleKind.Exec ? pins.HasExecOutput(handle) : kind == HandleKind.Data && (offered = pins.OutputType(handle.AsSpan(7))) is not null)
        {
            return true;
        }

        var fix = Fix(handle, kind, "outputs", pins.ExecOutputs, Handles(pins.Outputs, "output-"));
        findings.AddEdge(
            DiagnosticCodes.UnknownSourceHandle,
            edge,
            "/sourceHandle",
            $"{findings.EdgeWords(edge)} leaves '{Display.Name(handle)}', which '{document.Nodes[node].Id}' ({type.Type}) does not have.{Reversed(handle, "input-", "exec-in")}{fix}",
            node);
        return false;
    }

    private bool CheckTarget(int edge, int node, HandleKind kind, out InputPin? pin)
    {
        pin = null;
        var handle = document.Edges[edge].TargetHandle;
        if (types[node] is not { } type)
        {
            return kind != HandleKind.None;
        }

        var pins = new NodePins(document.Nodes[node], type);
        if (kind == HandleKind.Exec ? pins.HasExecInput(handle) : kind == HandleKind.Data && (pin = pins.Input(handle.AsSpan(6))) is not null)
        {
            return pin is null || Take(edge, node, pin.Name);
        }

        var fix = Fix(handle, kind, "inputs", type.ExecInputs, Handles(type.Inputs.Select(input => input.Name), "input-"));
        findings.AddEdge(
            DiagnosticCodes.UnknownTargetHandle,
            edge,
            "/targetHandle",
            $"{findings.EdgeWords(edge)} enters '{Display.Name(handle)}', which '{document.Nodes[node].Id}' ({type.Type}) does not have.{Reversed(handle, "output-", "exec-out")}{fix}",
            node);
        return false;
    }

    private bool Take(int edge, int node, string input)
    {
        if (_taken.TryAdd((node, input), edge))
        {
            return true;
        }

        findings.AddEdge(
            DiagnosticCodes.InputTakenTwice,
            edge,
            "/targetHandle",
            $"{findings.EdgeWords(edge)} enters '{document.Nodes[node].Id}.{input}', which {Lower(findings.EdgeWords(_taken[(node, input)]))} enters already. A data input takes one edge: remove one of the two.",
            node);
        return false;
    }

    private string Conversion(PinType offered, PinType wanted)
    {
        string? node = (offered.Name, wanted.Name) switch
        {
            (PinTypeName.Str, PinTypeName.List or PinTypeName.Dict) => "data_json_parse",
            (PinTypeName.List or PinTypeName.Dict, PinTypeName.Str) => "data_json_stringify",
            (PinTypeName.List or PinTypeName.Dict, _) => null,
            (_, PinTypeName.Int) => "convert_int",
            (_, PinTypeName.Float or PinTypeName.Number) => "convert_float",
            (_, PinTypeName.Str) => "convert_str",
            (_, PinTypeName.Bool) => "convert_bool",
            _ => null,
        };
        return node is not null && catalogue.TryGet(node, out _) ? $"Put a {node} between them." : $"Read an output of type {wanted} instead.";
    }

    private static HandleKind KindOf(string handle, string dataPrefix) =>
        handle.StartsWith("exec", StringComparison.Ordinal) ? HandleKind.Exec
        : handle.StartsWith(dataPrefix, StringComparison.Ordinal) ? HandleKind.Data
        : HandleKind.None;

    private string Fix(string handle, HandleKind kind, string what, IEnumerable<string> exec, IEnumerable<string> data)
    {
        var choices = kind switch
        {
            HandleKind.Exec => exec,
            HandleKind.Data => data,
            _ => exec.Concat(data),
        };
        var words = kind switch
        {
            HandleKind.Exec => "exec " + what,
            HandleKind.Data => "data " + what,
            _ => what,
        };
        var meant = findings.Suggestions.Words(handle, choices);
        return meant.Length > 0 ? meant : $" Its {words} are {Display.Names(choices, "none")}.";
    }

    private static string Words(HandleKind kind) => kind == HandleKind.Exec ? "an exec pin" : "a data pin";

    private static string Reversed(string handle, string otherPrefix, string otherExec) =>
        handle == otherExec || handle.StartsWith(otherPrefix, StringComparison.Ordinal) ? " An edge leads from an output to an input: swap its ends." : "";

    private static IEnumerable<string> Handles(IEnumerable<string> names, string prefix) => names.Select(name => prefix + Display.Name(name));

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private enum HandleKind
    {
        None,
        Exec,
        Data,
    }
}
