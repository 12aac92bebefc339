using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Api.Flows;

/// <summary>Pin types as JSON Schema (draft 2020-12).</summary>
internal static class PinSchema
{
    /// <summary>Writes the schema of an object whose entries a flow declares as <c>{name: {type, required, default, description}}</c>.</summary>
    public static void WriteObject(Utf8JsonWriter writer, IReadOnlyList<DeclaredPin> pins)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema"u8, "https://json-schema.org/draft/2020-12/schema");
        writer.WriteString("type"u8, "object");
        writer.WriteStartObject("properties"u8);
        foreach (var pin in pins)
        {
            writer.WriteStartObject(pin.Name);
            WriteType(writer, pin.Type);
            if (pin.Description.Length > 0)
            {
                writer.WriteString("description"u8, pin.Description);
            }

            if (pin.Default is { } value)
            {
                writer.WritePropertyName("default"u8);
                ValueJson.Write(writer, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("required"u8);
        foreach (var pin in pins.Where(pin => pin.Required))
        {
            writer.WriteStringValue(pin.Name);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("additionalProperties"u8, false);
        writer.WriteEndObject();
    }

    /// <summary>Writes a type's keywords into an object that is open; any has none.</summary>
    private static void WriteType(Utf8JsonWriter writer, PinType type)
    {
        var name = type.Name switch
        {
            PinTypeName.Int => "integer",
            PinTypeName.Float or PinTypeName.Number => "number",
            PinTypeName.Str => "string",
            PinTypeName.Bool => "boolean",
            PinTypeName.Dict => "object",
            PinTypeName.List => "array",
            _ => null,
        };
        if (name is not null)
        {
            writer.WriteString("type"u8, name);
        }

        if (type.Element is { } element)
        {
            writer.WriteStartObject(type.Name == PinTypeName.List ? "items"u8 : "additionalProperties"u8);
            WriteType(writer, element);
            writer.WriteEndObject();
        }
    }
}
