using System.Text;

namespace RayFlow.Nodes.Shapes;

/// <summary>Names as flows write them.</summary>
internal static class SnakeCase
{
    /// <summary><c>HttpRequest</c> and <c>HTTPRequest</c> become <c>http_request</c>.</summary>
    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    /// <summary><c>list_get</c> becomes <c>List get</c>.</summary>
    public static string ToLabel(string snake)
    {
        var words = snake.Replace('_', ' ').Trim();
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>True for lower-case letters, digits and underscores that start with a letter: what a type or a category may be.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetterLower(text[0])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
