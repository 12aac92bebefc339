using System.Reflection;
using RayFlow.Model.Values;

namespace RayFlow.Nodes.Shapes;

/// <summary>Access to spans for expression trees, which cannot use indexers that return a reference.</summary>
internal static class Spans
{
    public static readonly MethodInfo ItemOf = ((Func<ReadOnlySpan<Value>, int, Value>)Item).Method;

    public static readonly MethodInfo StoreIn = ((Action<Span<Value>, int, Value>)Store).Method;

    private static Value Item(ReadOnlySpan<Value> values, int index) => values[index];

    private static void Store(Span<Value> values, int index, Value value) => values[index] = value;
}
