namespace RayFlow.Model.Flows;

/// <summary>How large a flow document may be. What is larger is refused before it is looked into.</summary>
public sealed record FlowLimits
{
    /// <summary>10,000 nodes, 50,000 edges, 16 MiB, 128 levels, 20,000 problems.</summary>
    public static FlowLimits Default { get; } = new();

    /// <summary>For documents that were accepted before: whatever the limits are now. Only the depth is limited, to what can be read at all.</summary>
    public static FlowLimits Unlimited { get; } = new() { MaxNodes = int.MaxValue, MaxEdges = int.MaxValue, MaxBytes = int.MaxValue, MaxDepth = 250 };

    /// <summary>The most nodes; default 10,000.</summary>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>The most edges; default 50,000.</summary>
    public int MaxEdges { get; init; } = 50_000;

    /// <summary>The most bytes of the text; default 16 MiB.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How deep lists and objects may nest, the document's own levels counted; default 128, at most 250.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>The most problems that are listed of a document; default 20,000. What is beyond makes one problem of its own.</summary>
    public int MaxProblems { get; init; } = 20_000;
}
