using System.Text;

namespace RayFlow.Nodes.Io;

/// <summary>Encodings by the names that messages give them, the framework's code pages among them. What one cannot hold is an exception, never a replacement.</summary>
internal static class Charset
{
    /// <summary>UTF-8 without a byte order mark.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Without the mark of UTF-32, which nobody sends and which begins like that of UTF-16.
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)),
    ];

    /// <summary>The encoding of a name as <c>charset</c> gives it (RFC 9110, section 8.3.2); null if there is none.</summary>
    public static Encoding? Find(string name)
    {
        var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var plain = name.Trim('"');
        if (plain.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || plain.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return Utf8;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(plain, encoder, decoder) ?? Encoding.GetEncoding(plain, encoder, decoder);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null; // the framework refuses UTF-7 by the latter
        }
    }

    /// <summary>Takes the byte order mark off that a text begins with, and says what it means: it goes before any name (WHATWG Encoding, "decode").</summary>
    public static Encoding? TakeMark(ref ReadOnlySpan<byte> bytes)
    {
        foreach (var (mark, encoding) in Marks)
        {
            if (bytes.StartsWith(mark))
            {
                bytes = bytes[mark.Length..];
                return encoding;
            }
        }

        return null;
    }
}
