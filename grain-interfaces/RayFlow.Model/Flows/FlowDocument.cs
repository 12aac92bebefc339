namespace RayFlow.Model.Flows;

/// <summary>
/// A flow as it was written, in a form that can be read by index. Unknown fields are not lost: <see cref="Source"/> is the text
/// that was parsed, byte for byte, and what is stored and given back.
/// </summary>
public sealed record FlowDocument
{
    /// <summary>The JSON text (UTF-8) that this was parsed from.</summary>
    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary><c>metadata.name</c>, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>metadata.version</c>, or empty.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>metadata.description</c>, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The declared variables, in order.</summary>
    public IReadOnlyList<VariableDeclaration> Variables { get; init; } = [];

    /// <summary>The nodes, in order.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; init; } = [];

    /// <summary>The edges, in order.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; init; } = [];
}
