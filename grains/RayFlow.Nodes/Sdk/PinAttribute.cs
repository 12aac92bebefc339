namespace RayFlow.Nodes.Sdk;

/// <summary>What pins and settings have in common.</summary>
/// <param name="name">The name, or empty for that of the property.</param>
[AttributeUsage(AttributeTargets.Property)]
public abstract class PinAttribute(string name) : Attribute
{
    /// <summary>The name, or empty for that of the property in snake case (a constant's in upper case).</summary>
    public string Name => name;

    /// <summary>The pin type as it is written (<c>list[int]</c>), where it is narrower than that of the property.</summary>
    public string Type { get; init; } = "";

    /// <summary>One sentence for the editor.</summary>
    public string Description { get; init; } = "";
}
