namespace RayFlow.Engine.Snapshots;

/// <summary>What a value in a snapshot begins with.</summary>
internal enum ValueTag : byte
{
    /// <summary>Null.</summary>
    Null,

    /// <summary>False.</summary>
    False,

    /// <summary>True.</summary>
    True,

    /// <summary>A whole number follows.</summary>
    Int,

    /// <summary>Eight bytes follow.</summary>
    Float,

    /// <summary>A text follows.</summary>
    Str,

    /// <summary>A count and so many values follow.</summary>
    List,

    /// <summary>A count and so many keys and values follow.</summary>
    Dict,

    /// <summary>The number of a text or container that came before follows.</summary>
    Shared,

    /// <summary>The number of a value that is kept elsewhere follows.</summary>
    Apart,
}
