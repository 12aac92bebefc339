using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RayFlow.Model.Values;

/// <summary>
/// One immutable value that flows along a data edge: JSON with 64-bit integers told apart from floats.
/// 16 bytes; the default is null. Equality is by content; an int and a float that are numerically equal are equal.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private static readonly object IntTag = new();
    private static readonly object FloatTag = new();
    private static readonly object BoolTag = new();

    private readonly object? _reference;
    private readonly long _bits;

    private Value(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>JSON null.</summary>
    public static Value Null => default;

    /// <summary>JSON true.</summary>
    public static Value True => new(BoolTag, 1);

    /// <summary>JSON false.</summary>
    public static Value False => new(BoolTag, 0);

    /// <summary>What this value holds.</summary>
    public ValueKind Kind => _reference switch
    {
        null => ValueKind.Null,
        string => ValueKind.Str,
        ValueMap => ValueKind.Dict,
        ValueList => ValueKind.List,
        var tag when ReferenceEquals(tag, IntTag) => ValueKind.Int,
        var tag when ReferenceEquals(tag, FloatTag) => ValueKind.Float,
        _ => ValueKind.Bool,
    };

    /// <summary>True if this is JSON null.</summary>
    public bool IsNull => _reference is null;

    /// <summary>The object that holds text, a list or a dict; null for other values. Values of one object need no memory beside it.</summary>
    public object? Reference => _reference is string or ValueList or ValueMap ? _reference : null;

    /// <summary>True if this is an int.</summary>
    public bool IsInt => ReferenceEquals(_reference, IntTag);

    /// <summary>True if this is a float.</summary>
    public bool IsFloat => ReferenceEquals(_reference, FloatTag);

    /// <summary>True if this is an int or a float.</summary>
    public bool IsNumber => IsInt || IsFloat;

    /// <summary>Makes a boolean.</summary>
    public static Value Of(bool value) => new(BoolTag, value ? 1 : 0);

    /// <summary>Makes an integer.</summary>
    public static Value Of(long value) => new(IntTag, value);

    /// <summary>Makes a float.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite; JSON cannot carry it.</exception>
    public static Value Of(double value) => double.IsFinite(value)
        ? new(FloatTag, BitConverter.DoubleToInt64Bits(value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A value must be a finite number.");

    /// <summary>Makes text; null makes JSON null.</summary>
    public static Value Of(string? value) => new(value, 0);

    /// <summary>Makes a list; null makes JSON null.</summary>
    public static Value Of(ValueList? value) => new(value, 0);

    /// <summary>Makes a dict; null makes JSON null.</summary>
    public static Value Of(ValueMap? value) => new(value, 0);

    /// <inheritdoc cref="Of(bool)"/>
    public static implicit operator Value(bool value) => Of(value);

    /// <inheritdoc cref="Of(long)"/>
    public static implicit operator Value(long value) => Of(value);

    /// <inheritdoc cref="Of(double)"/>
    public static implicit operator Value(double value) => Of(value);

    /// <inheritdoc cref="Of(string)"/>
    public static implicit operator Value(string? value) => Of(value);

    /// <inheritdoc cref="Of(ValueList)"/>
    public static implicit operator Value(ValueList? value) => Of(value);

    /// <inheritdoc cref="Of(ValueMap)"/>
    public static implicit operator Value(ValueMap? value) => Of(value);

    /// <summary>Two values with equal content are equal.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Two values with different content are unequal.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The boolean held.</summary>
    /// <exception cref="InvalidOperationException">This is not a boolean.</exception>
    public bool AsBool() => ReferenceEquals(_reference, BoolTag) ? _bits != 0 : throw Not(ValueKind.Bool);

    /// <summary>The integer held.</summary>
    /// <exception cref="InvalidOperationException">This is not an int.</exception>
    public long AsInt() => IsInt ? _bits : throw Not(ValueKind.Int);

    /// <summary>The number held, an int converted.</summary>
    /// <exception cref="InvalidOperationException">This is not a number.</exception>
    public double AsFloat() => IsFloat ? BitConverter.Int64BitsToDouble(_bits) : IsInt ? _bits : throw Not(ValueKind.Float);

    /// <summary>The text held.</summary>
    /// <exception cref="InvalidOperationException">This is not text.</exception>
    public string AsStr() => _reference as string ?? throw Not(ValueKind.Str);

    /// <summary>The list held.</summary>
    /// <exception cref="InvalidOperationException">This is not a list.</exception>
    public ValueList AsList() => _reference as ValueList ?? throw Not(ValueKind.List);

    /// <summary>The dict held.</summary>
    /// <exception cref="InvalidOperationException">This is not a dict.</exception>
    public ValueMap AsDict() => _reference as ValueMap ?? throw Not(ValueKind.Dict);

    /// <summary>The dict held, if it is one.</summary>
    public bool TryDict([NotNullWhen(true)] out ValueMap? map) => (map = _reference as ValueMap) is not null;

    /// <inheritdoc/>
    public bool Equals(Value other)
    {
        if (IsNumber && other.IsNumber)
        {
            return (IsInt, other.IsInt) switch
            {
                (true, true) => _bits == other._bits,
                (true, false) => AreEqual(_bits, other.AsFloat()),
                (false, true) => AreEqual(other._bits, AsFloat()),
                _ => AsFloat().Equals(other.AsFloat()),
            };
        }

        return Kind == other.Kind && Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Bool => _bits == other._bits,
            _ => _reference!.Equals(other._reference),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.Bool => _bits.GetHashCode(),
        ValueKind.Int or ValueKind.Float => AsFloat().GetHashCode(),
        _ => _reference!.GetHashCode(),
    };

    /// <summary>How deep this value nests and about how large it is.</summary>
    public ValueExtent Extent => _reference switch
    {
        string text => new(0, text.Length + 2L),
        ValueList list => list.Extent,
        ValueMap map => map.Extent,
        _ => new(0, ValueExtent.ScalarSize),
    };

    /// <summary>The value as compact JSON.</summary>
    public override string ToString() => ValueJson.ToJson(this);

    /// <summary>The kind's name as pins write it: null, bool, int, float, str, list or dict.</summary>
    public string KindName => Kind.ToString().ToLower(CultureInfo.InvariantCulture);

    // Exact: converting the int to a float would make neighbours above 2^53 equal, and equality intransitive.
    private static bool AreEqual(long integer, double real) =>
        real == Math.Floor(real) && real is >= -9223372036854775808.0 and < 9223372036854775808.0 && (long)real == integer;

    private InvalidOperationException Not(ValueKind expected) => new($"Expected {expected}, found {Kind}.");
}
