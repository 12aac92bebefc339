using System.Collections;
using System.Runtime.CompilerServices;

namespace RayFlow.Model.Values;

/// <summary>An immutable list of values. Equality is by content and order.</summary>
[CollectionBuilder(typeof(ValueList), nameof(Create))]
public sealed class ValueList : IReadOnlyList<Value>, IEquatable<ValueList>
{
    private readonly Value[] _items;
    private StrongBox<ValueExtent>? _extent;

    private ValueList(Value[] items) => _items = items;

    /// <summary>The list without items.</summary>
    public static ValueList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public Value this[int index] => _items[index];

    /// <summary>How deep this list nests and about how large it is. Computed once, when first asked for.</summary>
    public ValueExtent Extent => (_extent ??= new StrongBox<ValueExtent>(Measure())).Value;

    /// <summary>Copies the items into a new list.</summary>
    public static ValueList Create(ReadOnlySpan<Value> items) => items.IsEmpty ? Empty : new(items.ToArray());

    /// <summary>Makes a list of an array that nobody changes afterwards.</summary>
    public static ValueList Adopt(Value[] items) => items.Length == 0 ? Empty : new(items);

    /// <summary>The items without a copy.</summary>
    public ReadOnlySpan<Value> AsSpan() => _items;

    /// <summary>A new list with one more item at the end. O(n).</summary>
    public ValueList Append(Value item)
    {
        var items = new Value[_items.Length + 1];
        _items.CopyTo(items, 0);
        items[^1] = item;
        return new ValueList(items);
    }

    /// <inheritdoc/>
    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    private ValueExtent Measure()
    {
        var extent = new ValueExtent(1, 2);
        foreach (var item in _items)
        {
            extent = extent.Containing(item, 0);
        }

        return extent;
    }
}
