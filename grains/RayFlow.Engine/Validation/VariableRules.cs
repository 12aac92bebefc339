using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>
/// RF5xx: variables that are read exist, and what is written fits. All are warnings: nodes of the user's own may set variables too,
/// and a flow may mean to handle the failure.
/// </summary>
internal sealed class VariableRules(FlowWiring wiring, FlowFindings findings)
{
    private readonly Dictionary<string, VariableDeclaration> _declared = [];
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var variable in wiring.Document.Variables)
        {
            _declared.TryAdd(variable.Name, variable);
        }

        for (var node = 0; node < wiring.Count; node++)
        {
            if (wiring.Types[node]?.Type == "variables_set" && VariableOf(node) is { } name)
            {
                _set.Add(name);
            }
        }

        for (var node = 0; node < wiring.Count; node++)
        {
            if (wiring.Types[node] is { } type && VariableOf(node) is { } name)
            {
                Check(node, type, name);
            }
        }
    }

    private void Check(int node, NodeDescriptor type, string name)
    {
        if (!_declared.TryGetValue(name, out var variable))
        {
            var needs = (type.Variables == VariableAccess.One && type.Type != "variables_exists") || type.Type == "variables_increment";
            if (needs && !_set.Contains(name))
            {
                Report(DiagnosticCodes.UndeclaredVariable, node, $"reads the variable '{name}', which the flow neither declares nor sets.{Meant(name)} Declare it under 'variables', or set it first.");
            }

            return;
        }

        var changes = type.Type is "variables_set" or "variables_increment" or "variables_delete";
        if (changes && variable.ReadOnly)
        {
            Report(DiagnosticCodes.ReadOnlyVariable, node, $"changes the variable '{name}', which is declared read-only, so it fails when it runs. Use another variable, or drop 'read_only'.");
        }
        else if (type.Type == "variables_set")
        {
            CheckType(node, variable);
        }
    }

    private void CheckType(int node, VariableDeclaration variable)
    {
        foreach (var wire in wiring.DataIn[node])
        {
            var (_, source, _, output, input) = wiring.Data[wire];
            if (input == "value" && TypeOf(source, output) is { } offered && !offered.FitsInto(variable.Type))
            {
                Report(DiagnosticCodes.VariableType, node, $"sets the variable '{variable.Name}', which is declared {variable.Type}, to '{wiring.IdOf(source)}.{Display.Name(output)}', which is {offered}, so it fails when it runs. Convert the value, or change the variable's type.");
            }
        }

        if (wiring.Document.Nodes[node].InputValues.TryGetValue("value", out var given) && !variable.Type.TryAccept(given, out _))
        {
            Report(DiagnosticCodes.VariableType, node, $"sets the variable '{variable.Name}', which is declared {variable.Type}, to {Display.Short(given)}, which is {given.KindName}, so it fails when it runs. Write a value of that type, or change the variable's type.");
        }
    }

    private PinType? TypeOf(int node, string output) =>
        wiring.Types[node] is { } type ? new NodePins(wiring.Document.Nodes[node], type).OutputType(output) : null;

    private string? VariableOf(int node) =>
        wiring.Document.Nodes[node].Config.TryGetValue("variable_name", out var name) && name.Kind == ValueKind.Str && name.AsStr().Length > 0 ? name.AsStr() : null;

    private string Meant(string name) => findings.Suggestions.Words(name, _declared.Keys);

    private void Report(DiagnosticCode code, int node, string rest) =>
        findings.AddNode(code, node, "/data/config/variable_name", $"Node '{wiring.IdOf(node)}' {rest}");
}
