using RayFlow.Model.Values;

namespace RayFlow.Nodes.Sdk;

/// <summary>Values as text, the same wherever a node turns one into text.</summary>
public static class ValueText
{
    /// <summary>Text as it is; everything else as compact JSON: <c>null</c>, <c>true</c>, <c>1</c>, <c>1.0</c>, <c>[1,2]</c>.</summary>
    public static string Of(Value value) => value.Kind == ValueKind.Str ? value.AsStr() : value.ToString();
}
