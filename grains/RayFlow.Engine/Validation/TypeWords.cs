namespace RayFlow.Engine.Validation;

/// <summary>Other languages' words for the types of pins.</summary>
internal static class TypeWords
{
    /// <summary>The pin type that a word probably means, or null.</summary>
    public static string? Meant(string word) => word.Trim().ToLowerInvariant() switch
    {
        "integer" or "long" or "int64" => "int",
        "double" or "real" or "decimal" => "float",
        "text" or "string" => "str",
        "boolean" => "bool",
        "object" or "map" or "json" => "dict",
        "array" or "tuple" or "set" => "list",
        _ => null,
    };
}
