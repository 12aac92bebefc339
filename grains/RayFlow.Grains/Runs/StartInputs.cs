using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Holds a run's inputs against START's schema.</summary>
internal static class StartInputs
{
    /// <summary>
    /// Brings values into their types and fills in defaults for inputs that are absent; every problem at once. Null is a value: an optional input that
    /// is given as null is null.
    /// </summary>
    public static ValueMap Accept(FlowGraph graph, ValueMap inputs, List<FlowDiagnostic> problems)
    {
        var start = graph.Nodes[graph.Start];
        var schema = start.Settings.Config.TryGetValue("api_schema", out var given) && given.TryDict(out var map) ? map : ValueMap.Empty;
        var accepted = new ValueMap.Builder();
        foreach (var (name, entry) in schema.AsSpan())
        {
            var type = start.OutputTypes[start.OutputIndex(name)];
            if (inputs.TryGetValue(name, out var value))
            {
                if (type.TryAccept(value, out var fitting) || (value.IsNull && IsOptional(entry)))
                {
                    accepted.Set(name, fitting);
                }
                else
                {
                    problems.Add(Problem("RF603 wrong_input_type", name, $"Input '{name}' must be {type}, but is {value.KindName}. Send a value of that type."));
                }
            }
            else if (IsOptional(entry))
            {
                accepted.Set(name, Default(entry));
            }
            else
            {
                problems.Add(Problem("RF601 missing_run_input", name, $"Input '{name}' ({type}) is required. Add it to the inputs."));
            }
        }

        foreach (var name in inputs.Keys.Where(name => !schema.ContainsKey(name)))
        {
            var known = schema.Count == 0 ? "the flow has no inputs" : "the flow has " + string.Join(", ", schema.Keys.Select(key => $"'{key}'"));
            problems.Add(Problem("RF602 unknown_run_input", name, string.Create(CultureInfo.InvariantCulture, $"Input '{name}' is not one of the flow's: {known}. Remove it or correct its name.")));
        }

        return accepted.Build();
    }

    private static bool IsOptional(Value entry) =>
        entry.TryDict(out var fields)
        && ((fields.TryGetValue("required", out var required) && required.Kind == ValueKind.Bool && !required.AsBool())
            || (fields.ContainsKey("default") && !(fields.TryGetValue("required", out var explicitly) && explicitly.Kind == ValueKind.Bool && explicitly.AsBool())));

    private static Value Default(Value entry) => entry.AsDict().TryGetValue("default", out var value) ? value : Value.Null;

    private static FlowDiagnostic Problem(string code, string name, string message) =>
        new(code, Severity.Error, message, "/inputs/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
