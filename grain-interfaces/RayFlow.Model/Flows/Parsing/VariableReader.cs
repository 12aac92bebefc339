using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads <c>variables</c>: a map of initial values, or a list of declarations.</summary>
internal sealed class VariableReader(FlowProblems found)
{
    private readonly Dictionary<string, string> _nameOfId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<VariableDeclaration> _variables = [];

    /// <summary>The variables read so far.</summary>
    public IReadOnlyList<VariableDeclaration> Variables => _variables;

    /// <summary>The name of the variable with an id, or else with a name; the text itself if there is none.</summary>
    public string NameOf(string idOrName) => _nameOfId.GetValueOrDefault(idOrName, idOrName);

    public void Read(ObjectReader root)
    {
        if (!root.TryGet("variables", out var variables))
        {
            return;
        }

        switch (variables.ValueKind)
        {
            case JsonValueKind.Object:
                var map = root.Object("variables")!.Value;
                foreach (var field in map.Fields)
                {
                    ReadInitialValue(field, map);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in variables.EnumerateArray())
                {
                    ReadDeclaration(item, $"/variables/{index++}");
                }

                break;
            default:
                root.Report(DiagnosticCodes.WrongType, "variables", ": 'variables' must be an object of initial values or a list of declarations.");
                break;
        }
    }

    private void ReadInitialValue(JsonProperty field, ObjectReader map)
    {
        var name = field.Name;
        if (!Names.IsUsable(name))
        {
            found.Add(DiagnosticCodes.MissingVariableName.At(
                $"/variables/{Pointers.Escape(name)}",
                $"A variable's name is empty, longer than {Names.MaxLength} characters, or has control characters. Give it a name of visible characters."));
        }
        else if (!_names.Add(name))
        {
            found.Add(DiagnosticCodes.DuplicateVariable.At($"/variables/{Pointers.Escape(name)}", $"Variable '{name}' is declared twice. Rename or remove one of the two."));
        }
        else if (map.Any(field) is { } initial)
        {
            _variables.Add(new VariableDeclaration(name, PinType.Any, initial));
        }
    }

    private void ReadDeclaration(JsonElement item, string pointer)
    {
        var unnamed = new ObjectReader(item, new Place(pointer, "variable"), "", found);
        if (item.ValueKind != JsonValueKind.Object)
        {
            unnamed.Report(DiagnosticCodes.WrongType, "", " must be an object: {\"name\": \"counter\", \"type\": \"int\", \"default\": 0}.");
            return;
        }

        var name = unnamed.Text("name");
        if (!Names.IsUsable(name))
        {
            unnamed.Report(DiagnosticCodes.MissingVariableName, "name", $" has no name, one longer than {Names.MaxLength} characters, or one with control characters. Give it a name of visible characters.");
            return;
        }

        var reader = unnamed.At(new Place(pointer, "variable", name));
        if (!_names.Add(name!))
        {
            reader.Report(DiagnosticCodes.DuplicateVariable, "name", " is declared twice. Rename or remove one of the two.");
            return;
        }

        if (reader.Text("id") is { } id)
        {
            _nameOfId.TryAdd(id, name!);
        }

        var type = ReadType(reader);
        _variables.Add(new VariableDeclaration(name!, type, ReadDefault(reader, type), reader.Bool("read_only") ?? false, reader.Text("description") ?? ""));
    }

    private static PinType ReadType(ObjectReader reader)
    {
        var text = reader.Text("type");

        // The original editor lets people name a Python class; such a variable may hold anything here.
        if (text is null || (reader.TryGet("isCustom", out var custom) && custom.ValueKind == JsonValueKind.True))
        {
            return PinType.Any;
        }

        if (PinType.TryParse(text, out var type))
        {
            return type;
        }

        reader.Report(DiagnosticCodes.BadVariableType, "type", $" has the type '{text}', which does not exist. Use int, float, number, str, bool, dict, list, any, list[T] or dict[str,T].");
        return PinType.Any;
    }

    private static Value ReadDefault(ObjectReader reader, PinType type)
    {
        var field = reader.TryGet("default", out _) ? "default" : "defaultValue";
        if (reader.Any(field) is not { IsNull: false } given)
        {
            return Value.Null;
        }

        if (type.TryAccept(given, out var accepted) ||
            (field == "defaultValue" && given.Kind == ValueKind.Str && TryTyped(given.AsStr(), type, out accepted)))
        {
            return accepted;
        }

        reader.Report(DiagnosticCodes.BadVariableDefault, field, $" is of type {type}, but its default {Names.Short(given)} is {given.KindName}. Change the default or the type.");
        return Value.Null;
    }

    /// <summary>The original editor keeps what was typed into its text field, whatever the variable's type.</summary>
    private static bool TryTyped(string text, PinType type, out Value accepted)
    {
        accepted = Value.Null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        try
        {
            return type.TryAccept(ValueJson.Parse(text), out accepted);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
