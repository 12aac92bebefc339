using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Nodes.Sdk;

/// <summary>The order of values: numbers by size, texts by Unicode scalar values, booleans false before true. Nothing else is ordered.</summary>
public static class ValueOrder
{
    /// <summary>Less than zero if a comes before b, zero if they are level, greater if after.</summary>
    /// <exception cref="NodeException"><c>type_mismatch</c>: the two are not of one kind that has an order.</exception>
    public static int Compare(Value a, Value b) => (a.Kind, b.Kind) switch
    {
        (ValueKind.Int, ValueKind.Int) => a.AsInt().CompareTo(b.AsInt()),
        _ when a.IsNumber && b.IsNumber => Number.From(a).CompareTo(Number.From(b)),
        (ValueKind.Str, ValueKind.Str) => Compare(a.AsStr(), b.AsStr()),
        (ValueKind.Bool, ValueKind.Bool) => a.AsBool().CompareTo(b.AsBool()),
        _ => throw new NodeException(NodeErrorCodes.TypeMismatch, $"{a.KindName} and {b.KindName} have no order. Numbers, texts and booleans can be compared with their like."),
    };

    /// <summary>Compares texts by Unicode scalar values; UTF-16 code units would put U+10000 before U+FFFD.</summary>
    public static int Compare(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var (x, y) = (a[same], b[same]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
