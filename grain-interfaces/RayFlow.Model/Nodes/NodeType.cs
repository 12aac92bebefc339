namespace RayFlow.Model.Nodes;

/// <summary>A node type that flows can use.</summary>
/// <param name="Descriptor">What it looks like.</param>
/// <param name="Bind">For a pure node: makes its function for one node of a flow. Null for effect and control nodes.</param>
/// <param name="BindInline">For an effect node that the orchestrator makes itself: makes its function for one node of a flow. Null for all others.</param>
/// <param name="CodeHash">SHA-256 of the source file or assembly that it comes from, lower-case hexadecimal; null for a built-in node.</param>
public sealed record NodeType(NodeDescriptor Descriptor, Func<NodeSettings, PureFunction>? Bind = null, Func<NodeSettings, InlineEffect>? BindInline = null, string? CodeHash = null);
