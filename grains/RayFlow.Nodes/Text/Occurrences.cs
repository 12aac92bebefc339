namespace RayFlow.Nodes.Text;

/// <summary>Counts without allocating, to know a result's size before there is one.</summary>
internal static class Occurrences
{
    /// <summary>How often a text that is not empty occurs, to the letter and without overlaps.</summary>
    public static long Count(string text, string find)
    {
        var count = 0L;
        for (var rest = text.AsSpan(); rest.IndexOf(find, StringComparison.Ordinal) is >= 0 and var at; count++)
        {
            rest = rest[(at + find.Length)..];
        }

        return count;
    }
}
