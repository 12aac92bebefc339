using System.Diagnostics.CodeAnalysis;
using RayFlow.Model.Values;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Ids and names that become parts of keys, and values in messages.</summary>
internal static class Names
{
    /// <summary>The longest id or name.</summary>
    public const int MaxLength = 200;

    /// <summary>True for a text that can be part of a key: not empty, not too long, no control characters.</summary>
    public static bool IsUsable([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= MaxLength } && !name.Any(char.IsControl);

    /// <summary>A value as JSON, cut off where it becomes long.</summary>
    public static string Short(Value value)
    {
        if (value.Extent.Size > 200 && value.Kind is ValueKind.List or ValueKind.Dict)
        {
            return value.Kind == ValueKind.List ? "[…]" : "{…}";
        }

        var text = value.Kind == ValueKind.Str && value.AsStr().Length > 60 ? ValueJson.ToJson(value.AsStr()[..60]) + "…" : ValueJson.ToJson(value);
        return text.Length > 80 ? text[..80] + "…" : text;
    }
}
