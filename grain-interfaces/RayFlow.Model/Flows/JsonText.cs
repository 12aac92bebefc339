using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace RayFlow.Model.Flows;

/// <summary>A text that should be JSON, before anything in it has a meaning.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>3 if the text starts with a byte order mark, which editors on Windows write, else 0.</summary>
    public static int BomLength(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>The place of some bytes; what lies beyond the end of their first line does not count for the length.</summary>
    public static JsonLocation At(ReadOnlySpan<byte> utf8, int offset, int length)
    {
        offset = Math.Clamp(offset, 0, utf8.Length);
        var before = utf8[..offset];
        var lineStart = Math.Max(before.LastIndexOf((byte)'\n') + 1, BomLength(utf8));
        lineStart = Math.Min(lineStart, offset);
        var rest = utf8.Slice(offset, Math.Min(length, utf8.Length - offset));
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        return new JsonLocation(
            before.Count((byte)'\n') + 1,
            Encoding.UTF8.GetCharCount(before[lineStart..]) + 1,
            Math.Max(Encoding.UTF8.GetCharCount(end < 0 ? rest : rest[..end]), 1));
    }

    /// <summary>The first place that is not UTF-8, if there is one.</summary>
    public static (FlowDiagnostic Problem, JsonLocation At)? FindForeignBytes(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return null;
        }

        var at = At(utf8, FirstInvalid(utf8), 1);
        return (DiagnosticCodes.UnreadableValue.At("", $"{Place(at)} is not UTF-8. Save the file as UTF-8."), at);
    }

    /// <summary>
    /// The first string in a JSON text with an escape that is half of a surrogate pair, if there is one. JSON allows them,
    /// but no text can hold them, and no reader finds them before it decodes the string.
    /// </summary>
    public static (FlowDiagnostic Problem, JsonLocation At)? FindHalfSurrogate(ReadOnlySpan<byte> utf8)
    {
        var suspicious = utf8.IndexOf("\\u"u8) >= 0;
        var start = BomLength(utf8);
        var reader = new Utf8JsonReader(utf8[start..], Deep);
        while (suspicious && reader.Read())
        {
            if (reader.ValueIsEscaped && !CanDecode(ref reader))
            {
                var from = (int)reader.TokenStartIndex;
                var at = At(utf8, start + from, (int)reader.BytesConsumed - from);
                return (DiagnosticCodes.UnreadableValue.At("", $"{Place(at)}: a string has an escape that is half of a surrogate pair. Write the whole character."), at);
            }
        }

        return null;
    }

    /// <summary>Says why a text that no parser accepted is not JSON within the depth allowed.</summary>
    public static (FlowDiagnostic Problem, JsonLocation At) Explain(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var start = BomLength(utf8);
        var reader = new Utf8JsonReader(utf8[start..], Deep);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= maxDepth)
                {
                    var deep = At(utf8, start + (int)reader.TokenStartIndex, 1);
                    return (DiagnosticCodes.NestingTooDeep.At("", $"{Place(deep)} opens level {maxDepth + 1}; lists and objects may nest {maxDepth} deep. Flatten the value."), deep);
                }
            }
        }
        catch (JsonException error)
        {
            var at = At(utf8, start + OffsetOf(utf8[start..], error), 1);
            return (DiagnosticCodes.NotJson.At("", $"{Place(at)} is not JSON: {Reason(utf8[start..], error)} Correct the text there."), at);
        }

        throw new InvalidOperationException("The text is JSON within the depth allowed.");
    }

    private static string Place(JsonLocation at) => $"Line {at.Line}, column {at.Column}";

    private static string Reason(ReadOnlySpan<byte> json, JsonException error)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "the document is empty.";
        }

        // The library appends the place in bytes, and advice for its callers.
        var text = error.Message;
        foreach (var end in (string[])[" LineNumber:", " Change the reader options"])
        {
            var cut = text.IndexOf(end, StringComparison.Ordinal);
            text = cut < 0 ? text : text[..cut];
        }

        return char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.') + ".";
    }

    private static int OffsetOf(ReadOnlySpan<byte> json, JsonException error)
    {
        var offset = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }

        return offset + (int)(error.BytePositionInLine ?? 0);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (offset < utf8.Length && Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }

    private static bool CanDecode(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
