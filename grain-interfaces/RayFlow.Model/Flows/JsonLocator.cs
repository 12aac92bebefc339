using System.Text;
using System.Text.Json;

namespace RayFlow.Model.Flows;

/// <summary>Finds where a JSON pointer (RFC 6901) leads in a text.</summary>
public static class JsonLocator
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Where the value stands that a pointer leads to; if it leads to something that is not there, where the innermost list or object
    /// on the way starts. Of entries with the same name the last counts. Linear in the text.
    /// </summary>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <param name="pointer">The pointer; empty for the whole text.</param>
    /// <returns>The place, or null if the text is not JSON or the pointer is none.</returns>
    public static JsonLocation? Find(ReadOnlySpan<byte> utf8, string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            return null;
        }

        var start = JsonText.BomLength(utf8);
        try
        {
            var reader = new Utf8JsonReader(utf8[start..], Deep);
            reader.Read();
            foreach (var token in pointer.Split('/').Skip(1))
            {
                if (!TryEnter(ref reader, token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
                {
                    return JsonText.At(utf8, start + (int)reader.TokenStartIndex, 1);
                }
            }

            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            return JsonText.At(utf8, start + from, (int)reader.BytesConsumed - from);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Moves to the child that a token names; false, and the reader where it was, if there is none.</summary>
    private static bool TryEnter(ref Utf8JsonReader reader, string token)
    {
        var parent = reader;
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => TryEnterObject(ref reader, Encoding.UTF8.GetBytes(token)),
            JsonTokenType.StartArray => TryEnterArray(ref reader, token),
            _ => false,
        };
        if (!found)
        {
            reader = parent;
        }

        return found;
    }

    private static bool TryEnterObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var found = false;
        var last = reader;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var here = reader.ValueTextEquals(name);
            reader.Read();
            if (here)
            {
                found = true;
                last = reader;
            }

            reader.Skip();
        }

        reader = last;
        return found;
    }

    private static bool TryEnterArray(ref Utf8JsonReader reader, string token)
    {
        if (!int.TryParse(token, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
