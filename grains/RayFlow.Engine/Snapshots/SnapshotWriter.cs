using System.Buffers.Binary;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Snapshots;

/// <summary>
/// Writes what a snapshot is made of. What several places refer to is written once: errors, texts and containers by identity, the keys of dicts by
/// content. The same run always gives the same bytes.
/// </summary>
/// <param name="keepApart">Keeps a value elsewhere and returns what it is found by; null for one that is to be in the snapshot itself.</param>
internal sealed class SnapshotWriter(Func<Value, string?>? keepApart = null)
{
    /// <summary>Shorter texts are not looked for: a reference would save nothing.</summary>
    public const int ShortestShared = 32;

    private readonly Dictionary<object, int> _shared = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> _errors = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, string?> _looked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _apart = new(StringComparer.Ordinal);
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>What values that are kept elsewhere are found by, in the order in which they came.</summary>
    public IReadOnlyCollection<string> Apart => _apart.Keys;

    public void Byte(byte value) => Space(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A whole number, shorter the nearer to zero.</summary>
    public void Number(long value) => Bits((ulong)((value << 1) ^ (value >> 63)));

    public void Real(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Space(8), value);

    public void Time(DateTimeOffset value)
    {
        Number(value.Ticks);
        Number((long)value.Offset.TotalMinutes);
    }

    public void Time(DateTimeOffset? value) => Optional(value is not null, () => Time(value!.Value));

    public void Duration(TimeSpan? value) => Optional(value is not null, () => Number(value!.Value.Ticks));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Bits((ulong)value.Length);
        value.CopyTo(Space(value.Length));
    }

    /// <summary>A text as it is, halves of surrogate pairs included.</summary>
    public void Text(string value)
    {
        var space = Room(value.Length * 3);
        var isUtf8 = System.Text.Unicode.Utf8.FromUtf16(value, space, out _, out var written, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
        if (isUtf8)
        {
            Bits((ulong)written << 1);
            System.Text.Unicode.Utf8.FromUtf16(value, Space(written), out _, out _);
            return;
        }

        Bits(((ulong)value.Length << 1) | 1);
        foreach (var character in value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Space(2), character);
        }
    }

    public void OptionalText(string? value) => Optional(value is not null, () => Text(value!));

    /// <summary>A flag, and what it says is there.</summary>
    public void Optional(bool isThere, Action write)
    {
        Flag(isThere);
        if (isThere)
        {
            write();
        }
    }

    /// <summary>A count, and so many items.</summary>
    public void Many<T>(IReadOnlyCollection<T> items, Action<SnapshotWriter, T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(this, item);
        }
    }

    /// <summary>A value of its own, such as that of a pin or a variable; a large one may be kept apart.</summary>
    public void Value(Value value)
    {
        if (Reference(value) is { } reference && !_shared.ContainsKey(reference) && Find(reference, value) is { } key)
        {
            Byte((byte)ValueTag.Apart);
            Number(Index(_apart, key, out _));
            return;
        }

        Inline(value);
    }

    public void Values(Value[]? values) => Optional(values is not null, () => Many(values!, static (to, value) => to.Value(value)));

    /// <summary>Values with names, each a value of its own.</summary>
    public void Map(ValueMap? map) => Optional(map is not null, () => Many(map!, static (to, entry) =>
    {
        to.Key(entry.Key);
        to.Value(entry.Value);
    }));

    /// <summary>A frame by its number.</summary>
    public void Frame(Frame frame) => Number(frame.Id);

    public void Node(GraphNode node) => Number(node.Index);

    /// <summary>An error; several places may have the same, and it is the same again when it is read.</summary>
    public void Error(RaisedError? error)
    {
        if (error is null)
        {
            Number(-1);
            return;
        }

        Number(Index(_errors, error, out var isNew));
        if (isNew)
        {
            ErrorCodec.Write(this, error);
        }
    }

    private static object? Reference(Value value) => value.Kind switch
    {
        ValueKind.Str when value.AsStr() is { Length: >= ShortestShared } text => text,
        ValueKind.List when value.AsList() is { Count: > 0 } list => list,
        ValueKind.Dict when value.AsDict() is { Count: > 0 } map => map,
        _ => null,
    };

    private static int Index<T>(Dictionary<T, int> known, T item, out bool isNew)
        where T : notnull
    {
        isNew = known.TryAdd(item, known.Count);
        return known[item];
    }

    private string? Find(object reference, Value value)
    {
        if (keepApart is null)
        {
            return null;
        }

        if (!_looked.TryGetValue(reference, out var key))
        {
            _looked[reference] = key = keepApart(value);
        }

        return key;
    }

    private void Inline(Value value)
    {
        if (Reference(value) is { } reference)
        {
            var index = Index(_shared, reference, out var isNew);
            if (!isNew)
            {
                Byte((byte)ValueTag.Shared);
                Number(index);
                return;
            }
        }

        switch (value.Kind)
        {
            case ValueKind.Null: Byte((byte)ValueTag.Null); break;
            case ValueKind.Bool: Byte((byte)(value.AsBool() ? ValueTag.True : ValueTag.False)); break;
            case ValueKind.Int:
                Byte((byte)ValueTag.Int);
                Number(value.AsInt());
                break;
            case ValueKind.Float:
                Byte((byte)ValueTag.Float);
                Real(value.AsFloat());
                break;
            case ValueKind.Str:
                Byte((byte)ValueTag.Str);
                Text(value.AsStr());
                break;
            case ValueKind.List:
                Byte((byte)ValueTag.List);
                Many(value.AsList(), static (to, item) => to.Inline(item));
                break;
            case ValueKind.Dict:
                Byte((byte)ValueTag.Dict);
                Many(value.AsDict(), static (to, entry) =>
                {
                    to.Key(entry.Key);
                    to.Inline(entry.Value);
                });
                break;
        }
    }

    private void Key(string key)
    {
        Number(Index(_keys, key, out var isNew));
        if (isNew)
        {
            Text(key);
        }
    }

    private void Bits(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private Span<byte> Space(int count)
    {
        var space = Room(count)[..count];
        _length += count;
        return space;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        }

        return _bytes.AsSpan(_length);
    }
}
