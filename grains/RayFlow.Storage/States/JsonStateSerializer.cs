using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;
using RayFlow.Model.Values;

namespace RayFlow.Storage.States;

/// <summary>Grain state as JSON by System.Text.Json: names in snake case, enums by name, values as <see cref="ValueJson"/> has them.</summary>
public sealed class JsonStateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = ValueJson.MaxDepth + 64,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new ValueConverter(), new ValueMapConverter(), new ValueListConverter() },
    };

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options);

    private sealed class ValueConverter : JsonConverter<Value>
    {
        public override bool HandleNull => true;

        public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueJson.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
    }

    private sealed class ValueMapConverter : JsonConverter<ValueMap>
    {
        public override ValueMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ValueJson.Read(ref reader) is var value && value.TryDict(out var map) ? map : throw new JsonException("Expected an object.");

        public override void Write(Utf8JsonWriter writer, ValueMap value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
    }

    private sealed class ValueListConverter : JsonConverter<ValueList>
    {
        public override ValueList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ValueJson.Read(ref reader) is { Kind: ValueKind.List } value ? value.AsList() : throw new JsonException("Expected an array.");

        public override void Write(Utf8JsonWriter writer, ValueList value, JsonSerializerOptions options) => ValueJson.Write(writer, Value.Of(value));
    }
}
