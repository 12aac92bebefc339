namespace RayFlow.Storage.Databases;

/// <summary>Text as PostgreSQL can keep it: no U+0000, no halves of surrogate pairs. What cannot be kept becomes U+FFFD.</summary>
internal static class PlainText
{
    private const char Replacement = '\uFFFD';

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
