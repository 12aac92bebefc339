using RayFlow.Model.Values;

namespace RayFlow.Model.Flows;

/// <summary>A node of a flow, defaults filled in and the original editor's spellings translated.</summary>
public sealed record FlowNode
{
    /// <summary>Unique in the flow.</summary>
    public required string Id { get; init; }

    /// <summary>The node type's name.</summary>
    public required string Type { get; init; }

    /// <summary>What people call this node; its id if nothing was given.</summary>
    public string Label { get; init; } = "";

    /// <summary><c>data.config</c>.</summary>
    public ValueMap Config { get; init; } = ValueMap.Empty;

    /// <summary><c>data.constantValues</c>.</summary>
    public ValueMap Constants { get; init; } = ValueMap.Empty;

    /// <summary><c>data.inputValues</c>: what inputs without an edge are.</summary>
    public ValueMap InputValues { get; init; } = ValueMap.Empty;

    /// <summary><c>data.order</c>: the order of freely named inputs, or empty for the order of the edges.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>When the node fires.</summary>
    public Join Join { get; init; } = Join.All;

    /// <summary>What happens when the node fails.</summary>
    public NodePolicy Policy { get; init; } = NodePolicy.Default;

    /// <summary>Where the node stands in the document: a JSON pointer such as <c>/flow/nodes/3</c>.</summary>
    public string Pointer { get; init; } = "";
}
