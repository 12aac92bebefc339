using System.Diagnostics.CodeAnalysis;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Nodes.Sdk;

/// <summary>
/// An int or a float, with the arithmetic of flows: ints stay ints and never wrap around, a float makes the result a float,
/// and no result is NaN or infinite. The default is the int 0.
/// </summary>
public readonly partial struct Number : IEquatable<Number>, IComparable<Number>
{
    private readonly Value _value;

    private Number(Value value) => _value = value;

    /// <summary>True if it is an int.</summary>
    public bool IsInt => !_value.IsFloat;

    /// <summary>The int held.</summary>
    /// <exception cref="InvalidOperationException">It is a float.</exception>
    public long AsInt() => _value.IsNull ? 0 : _value.AsInt();

    /// <summary>The number as a float; an int above 2^53 is rounded.</summary>
    public double AsFloat() => _value.IsNull ? 0 : _value.AsFloat();

    /// <summary>The number as a value.</summary>
    public Value ToValue() => _value.IsNull ? 0L : _value;

    /// <summary>Takes a value that is an int or a float.</summary>
    /// <exception cref="NodeException"><c>bad_input</c>: it is neither.</exception>
    public static Number From(Value value) => value.IsNumber ? new(value) : throw NotANumber(value);

    /// <summary>An int.</summary>
    public static implicit operator Number(long value) => new(value);

    /// <summary>A float.</summary>
    /// <exception cref="NodeException"><c>not_finite</c>: NaN or infinite.</exception>
    public static implicit operator Number(double value) => double.IsFinite(value) ? new(value) : throw Faults.NotFinite(value);

    /// <inheritdoc/>
    public bool Equals(Number other) => ToValue().Equals(other.ToValue());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Number other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToValue().GetHashCode();

    /// <summary>Orders by size, exactly: an int is not rounded to be compared with a float.</summary>
    public int CompareTo(Number other) => (IsInt, other.IsInt) switch
    {
        (true, true) => AsInt().CompareTo(other.AsInt()),
        (true, false) => Compare(AsInt(), other.AsFloat()),
        (false, true) => -Compare(other.AsInt(), AsFloat()),
        _ => AsFloat().CompareTo(other.AsFloat()),
    };

    /// <summary>The number as JSON writes it.</summary>
    public override string ToString() => ToValue().ToString();

    private static int Compare(long integer, double real)
    {
        if (real >= 9223372036854775808.0)
        {
            return -1;
        }

        if (real < -9223372036854775808.0)
        {
            return 1;
        }

        var floor = double.Floor(real);
        var order = integer.CompareTo((long)floor);
        return order != 0 ? order : floor < real ? -1 : 0;
    }

    [DoesNotReturn]
    private static NodeException NotANumber(Value value) =>
        throw new NodeException(NodeErrorCodes.BadInput, $"Expected a number, found {value.KindName}.");
}
