using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RayFlow.Storage.Databases;

/// <summary>
/// Text as PostgreSQL can keep it: no U+0000, no halves of surrogate pairs. What cannot be kept becomes U+FFFD. A key of an index must also
/// be short.
/// </summary>
internal static class PlainText
{
    // An entry of an index has 2,704 bytes at most, and a character up to three.
    private const int LongestKey = 500;
    private const char Replacement = '\uFFFD';

    public static string? OfOptional(string? text) => text is null ? null : Of(text);

    /// <summary>A text that an index has. One that is too long for it is cut, and told from others of the same beginning by a hash.</summary>
    public static string Key(string text)
    {
        if (text.Length <= LongestKey)
        {
            return Of(text);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
        return Of($"{text.AsSpan(0, LongestKey - hash.Length - 1)}…{hash}");
    }

    public static string? OptionalKey(string? text) => text is null ? null : Key(text);

    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return Replace(text);
            }
        }

        return text;
    }

    private static string Replace(string text) => string.Create(text.Length, text, static (kept, given) =>
    {
        for (var i = 0; i < given.Length; i++)
        {
            if (i + 1 < given.Length && char.IsSurrogatePair(given[i], given[i + 1]))
            {
                (kept[i], kept[i + 1]) = (given[i], given[i + 1]);
                i++;
            }
            else
            {
                kept[i] = given[i] == '\0' || char.IsSurrogate(given[i]) ? Replacement : given[i];
            }
        }
    });
}
