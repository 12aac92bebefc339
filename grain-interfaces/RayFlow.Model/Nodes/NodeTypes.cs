using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace RayFlow.Model.Nodes;

/// <summary>The node types that flows can use, by name. Immutable; a reload makes a new one.</summary>
public sealed class NodeTypes(IEnumerable<NodeType> types)
{
    private readonly FrozenDictionary<string, NodeType> _types = types.ToFrozenDictionary(type => type.Descriptor.Type, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyList<NodeType> All => _types.Values;

    /// <summary>Finds a type by its name.</summary>
    public bool TryGet(string type, [NotNullWhen(true)] out NodeType? found) => _types.TryGetValue(type, out found);
}
