using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Conversions;

[Node("convert_bool", Label = "To bool", Icon = "toggle-left",
    Description = "A number is true unless it is 0; null is false; a text is true or false, yes or no, on or off, 1 or 0, in any "
        + "case and with white space around. Fails with cannot_convert (any other text, list, dict).")]
internal sealed class ToBool : PureNode
{
    [Input]
    public required Value Value { get; set; }

    [Output]
    public bool Result { get; private set; }

    public override void Evaluate() => Result = Value.Kind switch
    {
        ValueKind.Bool => Value.AsBool(),
        ValueKind.Int or ValueKind.Float => Value.AsFloat() != 0,
        ValueKind.Null => false,
        ValueKind.Str => Value.AsStr().Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" or "1" => true,
            "FALSE" or "NO" or "OFF" or "0" => false,
            _ => throw Unconvertible.To("bool", Value),
        },
        _ => throw Unconvertible.To("bool", Value),
    };
}
