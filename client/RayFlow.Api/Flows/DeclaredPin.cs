using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Api.Flows;

/// <summary>An entry of a flow's <c>api_schema</c> or <c>response_schema</c>, or what stands for one.</summary>
internal sealed record DeclaredPin(string Name, PinType Type, bool Required, Value? Default, string Description)
{
    /// <summary>Reads <c>{name: {type, required, default, description}}</c>; an entry may also be just its type.</summary>
    public static IReadOnlyList<DeclaredPin> ReadAll(ValueMap schema) => [.. schema.Select(entry => Read(entry.Key, entry.Value))];

    /// <summary>An entry of any type, when nothing is declared.</summary>
    public static DeclaredPin Of(string name, PinType type) => new(name, type, Required: true, null, "");

    private static DeclaredPin Read(string name, Value declared)
    {
        var fields = declared.Kind == ValueKind.Dict ? declared.AsDict() : ValueMap.Of(("type", declared));
        var type = PinType.TryParse(Text(fields, "type"), out var known) ? known : PinType.Any;
        Value? value = fields.TryGetValue("default", out var given) ? given : default(Value?);
        var required = fields.TryGetValue("required", out var flag) && flag.Kind == ValueKind.Bool ? flag.AsBool() : value is null;
        return new DeclaredPin(name, type, required && value is null, value, Text(fields, "description") ?? "");
    }

    private static string? Text(ValueMap fields, string name) => fields.TryGetValue(name, out var text) && text.Kind == ValueKind.Str ? text.AsStr() : null;
}
