namespace RayFlow.Model.Nodes;

/// <summary>The outer name of a <see cref="PinType"/>.</summary>
public enum PinTypeName
{
    /// <summary>Every value.</summary>
    Any,

    /// <summary>A 64-bit integer.</summary>
    Int,

    /// <summary>A 64-bit float.</summary>
    Float,

    /// <summary>An int or a float.</summary>
    Number,

    /// <summary>Text.</summary>
    Str,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>A dict.</summary>
    Dict,

    /// <summary>A list.</summary>
    List,
}
