using System.Buffers.Binary;
using System.Text;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Snapshots;

/// <summary>Reads what a <see cref="SnapshotWriter"/> has written.</summary>
/// <param name="bytes">From where to read.</param>
/// <param name="apart">The values that are kept elsewhere, in the order in which they came.</param>
internal sealed class SnapshotReader(ReadOnlyMemory<byte> bytes, IReadOnlyList<Value> apart)
{
    private readonly List<Value> _shared = [];
    private readonly List<RaisedError> _errors = [];
    private readonly List<string> _keys = [];
    private int _at;

    /// <summary>The run that is being read.</summary>
    public RunState Run { get; set; } = null!;

    /// <summary>Whether everything has been read.</summary>
    public bool IsAtEnd => _at == bytes.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        var bits = Bits();
        return (long)(bits >> 1) ^ -(long)(bits & 1);
    }

    /// <summary>A number that is an int, such as a count.</summary>
    public int Small() => checked((int)Number());

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public DateTimeOffset Time()
    {
        var ticks = Number();
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(Number()));
    }

    public DateTimeOffset? OptionalTime() => Flag() ? Time() : null;

    public TimeSpan? Duration() => Flag() ? TimeSpan.FromTicks(Number()) : null;

    public ReadOnlyMemory<byte> Bytes()
    {
        var count = checked((int)Bits());
        Take(count);
        return bytes.Slice(_at - count, count);
    }

    public string Text()
    {
        var bits = Bits();
        var count = checked((int)(bits >> 1));
        if ((bits & 1) == 0)
        {
            return Encoding.UTF8.GetString(Take(count));
        }

        var characters = new char[count];
        for (var i = 0; i < count; i++)
        {
            characters[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        }

        return new string(characters);
    }

    public string? OptionalText() => Flag() ? Text() : null;

    /// <summary>What a flag says is there, or null.</summary>
    public T? Optional<T>(Func<SnapshotReader, T> read)
        where T : class => Flag() ? read(this) : null;

    /// <summary>A count, and so many items.</summary>
    public T[] Many<T>(Func<SnapshotReader, T> read)
    {
        var count = Small();
        if ((uint)count > bytes.Length - _at)
        {
            throw Ends(); // an item has one byte at least
        }

        var items = count == 0 ? [] : new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(this);
        }

        return items;
    }

    public Value Value()
    {
        var tag = (ValueTag)Byte();
        switch (tag)
        {
            case ValueTag.Null: return default;
            case ValueTag.False: return Model.Values.Value.False;
            case ValueTag.True: return Model.Values.Value.True;
            case ValueTag.Int: return Number();
            case ValueTag.Float: return Real();
            case ValueTag.Shared: return _shared[Small()];
            case ValueTag.Apart: return apart[Small()];
            case ValueTag.Str:
                var text = Text();
                if (text.Length >= SnapshotWriter.ShortestShared)
                {
                    _shared.Add(text);
                }

                return text;
            case ValueTag.List: return Container(static from => ValueList.Adopt(from.Many(static from => from.Value())));
            case ValueTag.Dict: return Container(static from => ValueMap.Create(from.Many(static from => KeyValuePair.Create(from.Key(), from.Value()))));
            default: throw new SnapshotUnusableException($"The snapshot has a value with the tag {(int)tag}, which there is not.");
        }
    }

    public Value[]? Values() => Flag() ? Many(static from => from.Value()) : null;

    public ValueMap? Map() => Flag() ? ValueMap.Create(Many(static from => KeyValuePair.Create(from.Key(), from.Value()))) : null;

    public Frame Frame() => Run.Frames[Number()];

    public GraphNode Node() => Run.Graph.Nodes[Small()];

    public RaisedError? Error()
    {
        var index = Small();
        if (index == _errors.Count)
        {
            _errors.Add(ErrorCodec.Read(this));
        }

        return index < 0 ? null : _errors[index];
    }

    /// <summary>A list or dict; it has its number before what is inside it, and is itself there after.</summary>
    private Value Container(Func<SnapshotReader, Value> read)
    {
        var place = _shared.Count;
        _shared.Add(default);
        var value = read(this);
        if (value == ValueList.Empty || value == ValueMap.Empty)
        {
            _shared.RemoveAt(place); // empty ones are not numbered, and have nothing inside
        }
        else
        {
            _shared[place] = value;
        }

        return value;
    }

    private string Key()
    {
        var index = Small();
        if (index == _keys.Count)
        {
            _keys.Add(Text());
        }

        return _keys[index];
    }

    private ulong Bits()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > bytes.Length - _at)
        {
            throw Ends();
        }

        var taken = bytes.Span.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static SnapshotUnusableException Ends() => new("The snapshot ends before all of it was read.");
}
