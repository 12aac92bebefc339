using System.Text;

namespace RayFlow.Cli.Output;

/// <summary>Text from elsewhere, made safe for a terminal.</summary>
internal static class Plain
{
    /// <summary>The text without control characters, so that it cannot steer the terminal; line breaks and tabs become spaces.</summary>
    public static string Line(string text) => Replace(text, keepBreaks: false);

    /// <summary>As <see cref="Line"/>, but with its line breaks.</summary>
    public static string Text(string text) => Replace(text, keepBreaks: true);

    /// <summary>The first characters of a text, with a mark where it was cut.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");

    private static string Replace(string text, bool keepBreaks)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            safe.Append(
                !char.IsControl(character) || (keepBreaks && character == '\n') ? character
                : character is '\n' or '\t' or '\r' ? ' '
                : '\uFFFD');
        }

        return safe.ToString();
    }
}
