using System.Text;

namespace RayFlow.Nodes.Text;

/// <summary>Text in Unicode scalar values. Half a surrogate pair counts as one.</summary>
internal static class Scalars
{
    public static long Count(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text.Length;
        }

        var count = 0L;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>A part of a text that has <paramref name="count"/> scalar values; it must lie within.</summary>
    public static string Slice(string text, long count, long start, long length)
    {
        if (count == text.Length)
        {
            return text.Substring((int)start, (int)length);
        }

        var from = Offset(text, 0, start);
        return text[from..Offset(text, from, length)];
    }

    private static int Offset(string text, int from, long scalars)
    {
        for (; scalars > 0; scalars--)
        {
            Rune.DecodeFromUtf16(text.AsSpan(from), out _, out var units);
            from += units;
        }

        return from;
    }
}
