using System.Globalization;
using System.Numerics;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Math;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Conversions;

[Node("convert_int", Label = "To int", Icon = "hash",
    Description = "A float without its fraction, a boolean as 1 or 0, a text of digits with or without a sign and white space "
        + "around. Fails with cannot_convert (text with a fraction, null, list, dict) or overflow.")]
internal sealed class ToInt : PureNode
{
    private const int MaxText = 1000;

    [Input]
    public required Value Value { get; set; }

    [Output]
    public long Result { get; private set; }

    public override void Evaluate() => Result = Value.Kind switch
    {
        ValueKind.Int => Value.AsInt(),
        ValueKind.Float => Rounding.ToInt(double.Truncate(Value.AsFloat())).AsInt(),
        ValueKind.Bool => Value.AsBool() ? 1 : 0,
        ValueKind.Str => Parse(Value.AsStr()),
        _ => throw Unconvertible.To("int", Value),
    };

    private long Parse(string text)
    {
        if (!BigInteger.TryParse(Bounded(text), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            throw Unconvertible.To("int", Value);
        }

        return number >= long.MinValue && number <= long.MaxValue ? (long)number : throw Faults.Overflow(text.Trim());
    }

    // The time to parse grows with the square of the length, and no int needs more digits.
    private static string Bounded(string text) => text.Length <= MaxText ? text : "";
}
