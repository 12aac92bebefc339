namespace RayFlow.Model.Values;

/// <summary>What a <see cref="Value"/> holds. The first seven are JSON's kinds, with numbers told apart.</summary>
public enum ValueKind : byte
{
    /// <summary>JSON null; a value, not an absence.</summary>
    Null,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>A 64-bit signed integer.</summary>
    Int,

    /// <summary>A finite 64-bit floating-point number.</summary>
    Float,

    /// <summary>Unicode text.</summary>
    Str,

    /// <summary>A list of values.</summary>
    List,

    /// <summary>A map from text to values in order of insertion.</summary>
    Dict,
}
