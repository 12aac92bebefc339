using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Conversions;

/// <summary>The failure of every conversion.</summary>
internal static class Unconvertible
{
    private const int MaxShown = 60;

    public static NodeException To(string type, Value value)
    {
        var shown = value.Kind == ValueKind.Str
            ? value.AsStr() is { Length: > MaxShown } text ? $"'{text.AsSpan(0, MaxShown)}…'" : $"'{value.AsStr()}'"
            : $"a value of type {value.KindName}";
        return new NodeException(NodeErrorCodes.CannotConvert, $"Cannot make {type} of {shown}.");
    }
}
