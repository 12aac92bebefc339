using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Journal entries as compact JSON objects. What is not there is not written.</summary>
internal static class EntryJson
{
    // One large entry shall not keep its space for good, on every thread that ever wrote one.
    private const int LargestSpare = 1024 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = ValueJson.MaxDepth + 8 };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Writes one object.</summary>
    public static byte[] Write<T>(T source, Action<Utf8JsonWriter, T> fields)
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        writer.WriteStartObject();
        fields(writer, source);
        writer.WriteEndObject();
        writer.Flush();
        var written = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > LargestSpare)
        {
            (buffer, writer) = (null, null);
        }

        return written;
    }

    public static void Optional(this Utf8JsonWriter json, string name, Value value)
    {
        if (!value.IsNull)
        {
            json.WritePropertyName(name);
            ValueJson.Write(json, value);
        }
    }

    public static void Map(this Utf8JsonWriter json, string name, ValueMap? map)
    {
        if (map is not null)
        {
            json.WritePropertyName(name);
            ValueJson.Write(json, map);
        }
    }

    public static void Optional(this Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    public static void Optional(this Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}
