namespace RayFlow.Model.Nodes;

/// <summary>Where a node type comes from. User nodes win over plug-ins, and these over built-in nodes.</summary>
public enum NodeOrigin
{
    /// <summary>Part of RayFlow.</summary>
    Builtin,

    /// <summary>A plug-in assembly.</summary>
    Plugin,

    /// <summary>A source file of the user's.</summary>
    User,
}
