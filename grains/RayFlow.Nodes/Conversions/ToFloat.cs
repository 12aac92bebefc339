using System.Buffers;
using System.Globalization;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Conversions;

[Node("convert_float", Label = "To float", Icon = "decimals-arrow-right",
    Description = "An int as a float, a boolean as 1.0 or 0.0, a text with a decimal number (2.5, -1e3) and white space around. "
        + "Fails with cannot_convert (null, list, dict) or not_finite.")]
internal sealed class ToFloat : PureNode
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("+-.0123456789eE \t\r\n");

    [Input]
    public required Value Value { get; set; }

    [Output]
    public double Result { get; private set; }

    public override void Evaluate() => Result = Value.Kind switch
    {
        ValueKind.Int or ValueKind.Float => Value.AsFloat(),
        ValueKind.Bool => Value.AsBool() ? 1 : 0,
        ValueKind.Str => Parse(Value.AsStr()),
        _ => throw Unconvertible.To("float", Value),
    };

    // Letters other than an exponent's would let "NaN" and "Infinity" pass.
    private double Parse(string text) =>
        text.AsSpan().IndexOfAnyExcept(Allowed) < 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unconvertible.To("float", Value);
}
