using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RayFlow.Model.Values;

/// <summary>
/// An immutable map from text to values that keeps the order of insertion. Keys are compared ordinally.
/// Equality is by content, whatever the order. A map of up to eight entries is searched in line, a larger one by hash.
/// </summary>
public sealed class ValueMap : IReadOnlyDictionary<string, Value>, IEquatable<ValueMap>
{
    private const int LargestScanned = 8;

    private readonly KeyValuePair<string, Value>[] _entries;
    private readonly Dictionary<string, int>? _index;
    private StrongBox<ValueExtent>? _extent;

    private ValueMap(KeyValuePair<string, Value>[] entries, Dictionary<string, int>? index)
    {
        _entries = entries;
        _index = index;
    }

    /// <summary>The map without entries.</summary>
    public static ValueMap Empty { get; } = new([], null);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<Value> Values => _entries.Select(entry => entry.Value);

    /// <inheritdoc/>
    public Value this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry '{key}'.");

    /// <summary>How deep this map nests and about how large it is. Computed once, when first asked for.</summary>
    public ValueExtent Extent => (_extent ??= new StrongBox<ValueExtent>(Measure())).Value;

    /// <summary>Makes a map; of entries with the same key the last wins and the first gives the place.</summary>
    public static ValueMap Create(IEnumerable<KeyValuePair<string, Value>> entries)
    {
        var builder = new Builder(entries.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var (key, value) in entries)
        {
            builder.Set(key, value);
        }

        return builder.Build();
    }

    /// <summary>Makes a map of a few named values.</summary>
    public static ValueMap Of(params ReadOnlySpan<(string Key, Value Value)> entries)
    {
        var builder = new Builder(entries.Length);
        foreach (var (key, value) in entries)
        {
            builder.Set(key, value);
        }

        return builder.Build();
    }

    /// <summary>The entries in order of insertion, without a copy.</summary>
    public ReadOnlySpan<KeyValuePair<string, Value>> AsSpan() => _entries;

    /// <summary>A new map in which the key has this value.</summary>
    public ValueMap With(string key, Value value)
    {
        var builder = new Builder(this);
        builder.Set(key, value);
        return builder.Build();
    }

    /// <summary>A new map without the key; this one if it is not there.</summary>
    public ValueMap Without(string key) =>
        ContainsKey(key) ? Create(_entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal))) : this;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Value value)
    {
        var at = Find(key);
        value = at >= 0 ? _entries[at].Value : default;
        return at >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, Value>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueMap? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (var (key, value) in _entries)
        {
            if (!other.TryGetValue(key, out var theirs) || !theirs.Equals(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Order does not count for equality, so neither may it here.
        var hash = 0;
        foreach (var (key, value) in _entries)
        {
            hash ^= HashCode.Combine(key, value);
        }

        return hash;
    }

    private ValueExtent Measure()
    {
        var extent = new ValueExtent(1, 2);
        foreach (var (key, value) in _entries)
        {
            extent = extent.Containing(value, key.Length + 3);
        }

        return extent;
    }

    private int Find(string key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out var at) ? at : -1;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (string.Equals(_entries[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Collects entries for one map. Not thread-safe; used once.</summary>
    public sealed class Builder
    {
        private readonly List<KeyValuePair<string, Value>> _list;
        private Dictionary<string, int>? _index;

        /// <summary>Starts empty.</summary>
        public Builder() => _list = [];

        /// <summary>Starts empty, with room for a number of entries.</summary>
        public Builder(int capacity) => _list = new List<KeyValuePair<string, Value>>(capacity);

        /// <summary>Starts with the entries of a map.</summary>
        public Builder(ValueMap map) => (_list, _index) = ([.. map._entries], map._index is null ? null : new(map._index, StringComparer.Ordinal));

        /// <summary>How many entries there are so far.</summary>
        public int Count => _list.Count;

        /// <summary>Sets a key; a key that is there keeps its place.</summary>
        public void Set(string key, Value value)
        {
            ArgumentNullException.ThrowIfNull(key);
            var at = Find(key);
            if (at >= 0)
            {
                _list[at] = KeyValuePair.Create(key, value);
                return;
            }

            _list.Add(KeyValuePair.Create(key, value));
            if (_index is not null)
            {
                _index[key] = _list.Count - 1;
            }
            else if (_list.Count > LargestScanned)
            {
                _index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = 0; i < _list.Count; i++)
                {
                    _index[_list[i].Key] = i;
                }
            }
        }

        /// <summary>The map of what was set.</summary>
        public ValueMap Build() => _list.Count == 0 ? Empty : new ValueMap([.. _list], _index);

        private int Find(string key)
        {
            if (_index is not null)
            {
                return _index.TryGetValue(key, out var at) ? at : -1;
            }

            for (var i = 0; i < _list.Count; i++)
            {
                if (string.Equals(_list[i].Key, key, StringComparison.Ordinal))
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
