using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>One entry of START's <c>config.api_schema</c>: an input of the flow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes; any if no type is given.</param>
/// <param name="Required">Whether a run must give it.</param>
/// <param name="Default">What it is otherwise; null if there is none.</param>
internal sealed record ApiInput(string Name, PinType Type, bool Required, Value Default)
{
    /// <summary>Reads one entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="entry">Its declaration.</param>
    /// <param name="report">Takes each problem: the field, or empty for the entry, and the rest of a sentence that starts with the input.</param>
    public static ApiInput Read(string name, Value entry, Action<string, string> report)
    {
        if (!entry.TryDict(out var fields))
        {
            report("", $" is {entry.KindName}, but it must be a dict. Write {{\"type\": \"int\"}}.");
            return new ApiInput(name, PinType.Any, true, Value.Null);
        }

        var type = ReadType(fields, report);
        var standard = ReadDefault(fields, type, report);
        var required = standard is null;
        if (fields.TryGetValue("required", out var given))
        {
            if (given.Kind != ValueKind.Bool)
            {
                report("/required", $" has a 'required' that is {given.KindName}. Write true or false.");
            }
            else
            {
                required = given.AsBool() && standard is null;
            }
        }

        if (fields.TryGetValue("description", out var text) && text.Kind is not (ValueKind.Str or ValueKind.Null))
        {
            report("/description", $" has a 'description' that is {text.KindName}. Write text.");
        }

        return new ApiInput(name, type, required, standard ?? Value.Null);
    }

    /// <summary>The type of an entry, any if it gives none; null if what it gives is none.</summary>
    public static PinType? TypeOf(Value entry) =>
        entry.TryDict(out var fields) && fields.TryGetValue("type", out var given) ? ParseType(given) : PinType.Any;

    private static PinType? ParseType(Value given) => given.Kind == ValueKind.Str && PinType.TryParse(given.AsStr(), out var type) ? type : null;

    private static PinType ReadType(ValueMap fields, Action<string, string> report)
    {
        if (!fields.TryGetValue("type", out var given))
        {
            return PinType.Any;
        }

        if (ParseType(given) is { } type)
        {
            return type;
        }

        var meant = given.Kind == ValueKind.Str && TypeWords.Meant(given.AsStr()) is { } word ? $" Did you mean '{word}'?" : " Use int, float, number, str, bool, dict, list, any, list[T] or dict[str,T].";
        report("/type", $" has the type {Display.Short(given)}, which does not exist.{meant}");
        return PinType.Any;
    }

    private static Value? ReadDefault(ValueMap fields, PinType type, Action<string, string> report)
    {
        if (!fields.TryGetValue("default", out var given))
        {
            return null;
        }

        // An optional input without a value is null, whatever its type.
        if (given.IsNull || type.TryAccept(given, out given))
        {
            return given;
        }

        report("/default", $" is of type {type}, but its default {Display.Short(fields["default"])} is {given.KindName}. Change the default or the type.");
        return Value.Null;
    }
}
