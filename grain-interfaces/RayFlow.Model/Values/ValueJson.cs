using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RayFlow.Model.Values;

/// <summary>
/// Values as JSON (RFC 8259). A number without fraction and exponent that fits 64 bits is an int, every other a float;
/// a float is written with a fraction or an exponent, so that its kind survives the way there and back.
/// </summary>
public static class ValueJson
{
    /// <summary>How deep lists and dicts may nest.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 1 };
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    // A run's row is encoded at its end: a writer and its buffer anew for each were an eighth of what a short run allocates.
    private const int LargestSpare = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? spareBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? spareWriter;

    /// <summary>Reads one JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, nests deeper than <see cref="MaxDepth"/>, or has a number that no finite float can hold. It has line and column (bytes), both from 0.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Strict);
        try
        {
            reader.Read();
            var value = Read(ref reader);
            return reader.Read() ? throw new JsonException("There is text after the value.") : value;
        }
        catch (JsonException without) when (without.LineNumber is null)
        {
            var before = utf8[..(int)reader.TokenStartIndex];
            throw new JsonException(without.Message, null, before.Count((byte)'\n'), before.Length - 1 - before.LastIndexOf((byte)'\n'), without);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Value Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads the value that the reader stands on; leaves the reader on its last token.</summary>
    /// <exception cref="JsonException">As for <see cref="Parse(ReadOnlySpan{byte})"/>.</exception>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return Value.Null;
            case JsonTokenType.True: return Value.True;
            case JsonTokenType.False: return Value.False;
            case JsonTokenType.String: return ReadText(ref reader);
            case JsonTokenType.Number: return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader));
                }

                return ValueList.Adopt([.. items]);
            case JsonTokenType.StartObject:
                var map = new ValueMap.Builder();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = ReadText(ref reader);
                    reader.Read();
                    map.Set(key, Read(ref reader));
                }

                return map.Build();
            default:
                throw new JsonException($"Unexpected {reader.TokenType}.");
        }
    }

    /// <summary>Converts a parsed element.</summary>
    /// <exception cref="JsonException">A number that no finite float can hold.</exception>
    public static Value From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => Value.Null,
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.Array => ValueList.Adopt([.. element.EnumerateArray().Select(From)]),
        _ => ValueMap.Create(element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, From(property.Value)))),
    };

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: writer.WriteNullValue(); break;
            case ValueKind.Bool: writer.WriteBooleanValue(value.AsBool()); break;
            case ValueKind.Int: writer.WriteNumberValue(value.AsInt()); break;
            case ValueKind.Float: WriteFloat(writer, value.AsFloat()); break;
            case ValueKind.Str: writer.WriteStringValue(value.AsStr()); break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList().AsSpan())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ValueKind.Dict: Write(writer, value.AsDict()); break;
        }
    }

    /// <summary>Writes a dict as an object.</summary>
    public static void Write(Utf8JsonWriter writer, ValueMap map)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in map.AsSpan())
        {
            writer.WritePropertyName(key);
            Write(writer, item);
        }

        writer.WriteEndObject();
    }

    /// <summary>The value as compact UTF-8 JSON.</summary>
    public static byte[] ToUtf8(Value value)
    {
        var (buffer, writer) = (spareBuffer ?? new ArrayBufferWriter<byte>(1024), spareWriter);
        writer ??= new Utf8JsonWriter(buffer, Compact);
        (spareBuffer, spareWriter) = (null, null);
        try
        {
            Write(writer, value);
            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            if (buffer.Capacity <= LargestSpare)
            {
                buffer.ResetWrittenCount();
                writer.Reset();
                (spareBuffer, spareWriter) = (buffer, writer);
            }
        }
    }

    /// <summary>The value as compact JSON text.</summary>
    public static string ToJson(Value value) => Encoding.UTF8.GetString(ToUtf8(value));

    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException invalid)
        {
            // The reader checks escapes only when it decodes them.
            throw new JsonException("A string has an escape that is half of a surrogate pair.", invalid);
        }
    }

    private static Value ReadNumber(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var number) && !HasPoint(reader.ValueSpan) ? number : Float(reader.TryGetDouble(out var real) ? real : double.NaN);

    private static Value Number(string text) =>
        !text.AsSpan().ContainsAny(".eE") && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Float(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    private static bool HasPoint(ReadOnlySpan<byte> digits) => digits.ContainsAny(".eE"u8);

    private static Value Float(double real) => double.IsFinite(real) ? real : throw new JsonException("A number is too large for a 64-bit float.");

    private static void WriteFloat(Utf8JsonWriter writer, double real)
    {
        Span<char> text = stackalloc char[40];
        real.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (!text[..length].ContainsAny(".eE"))
        {
            ".0".CopyTo(text[length..]);
            length += 2;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
