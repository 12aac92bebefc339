namespace RayFlow.Nodes.Sdk;

/// <summary>Describes a node class. Everything has a default; a user node needs no attribute.</summary>
/// <param name="type">
/// The node's type. Default: the category, an underscore and the class name in snake case, or the latter alone in the base category.
/// A user node's type is always that of its file.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NodeAttribute(string type = "") : Attribute
{
    /// <summary>The node's type, or empty for the default.</summary>
    public string Type => type;

    /// <summary>The category in snake case. Default: the type up to its first underscore; a user node's is its folder.</summary>
    public string Category { get; init; } = "";

    /// <summary>The name that people read. Default: the type without its category, in words.</summary>
    public string Label { get; init; } = "";

    /// <summary>A lucide icon's name in kebab case.</summary>
    public string Icon { get; init; } = "box";

    /// <summary>What it does, in a sentence or two.</summary>
    public string Description { get; init; } = "";

    /// <summary>For a pure node: it takes long (a millisecond or more), so it is evaluated in a node grain of its own.</summary>
    public bool Heavy { get; init; }

    /// <summary>For a pure user node: it is quick and sure to end, so it is evaluated inside the orchestrator.</summary>
    public bool Light { get; init; }
}
