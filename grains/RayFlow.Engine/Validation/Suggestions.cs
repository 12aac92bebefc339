namespace RayFlow.Engine.Validation;

/// <summary>
/// Finds what names that do not exist were probably meant to be. Comparisons are counted: a document full of nonsense gets
/// suggestions for its first thousands of names and does not cost minutes.
/// </summary>
internal sealed class Suggestions
{
    private const int LongestCompared = 60;

    private int _left = 100_000;

    /// <summary>The candidate that is closest to a name, or null if none is close: a letter or two differ, or only a prefix or the case does.</summary>
    public string? For(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestCompared)
        {
            return null;
        }

        string? best = null;
        var bestDistance = Math.Clamp(name.Length / 3, 1, 3) + 1;
        foreach (var candidate in candidates)
        {
            if (--_left < 0)
            {
                break;
            }

            if (candidate.Length > LongestCompared)
            {
                continue;
            }

            // One more than the best, so that what is cut off there is not taken for a tie.
            var distance = Sounds(name, candidate) ? 1 : Distance(name, candidate, bestDistance + 1);
            if (distance < bestDistance || (distance == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>The suggestion as a sentence with a leading space, or nothing.</summary>
    public string Words(string name, IEnumerable<string> candidates) =>
        For(name, candidates) is { } meant ? $" Did you mean '{meant}'?" : "";

    private static bool Sounds(string name, string candidate) =>
        candidate.Equals(name, StringComparison.OrdinalIgnoreCase) ||
        (name.Length > 2 && candidate.EndsWith('_' + name, StringComparison.OrdinalIgnoreCase)) ||
        (candidate.Length > 2 && name.StartsWith(candidate + '_', StringComparison.OrdinalIgnoreCase)) ||
        candidate.Replace("_", "", StringComparison.Ordinal).Equals(name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters to insert, remove, replace or swap with their neighbour; <paramref name="limit"/> if it is that or more.</summary>
    private static int Distance(string name, string candidate, int limit)
    {
        if (Math.Abs(name.Length - candidate.Length) >= limit)
        {
            return limit;
        }

        Span<int> beforeLast = stackalloc int[LongestCompared + 1];
        Span<int> last = stackalloc int[LongestCompared + 1];
        Span<int> row = stackalloc int[LongestCompared + 1];
        for (var j = 0; j <= candidate.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= name.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= candidate.Length; j++)
            {
                var same = char.ToLowerInvariant(name[i - 1]) == char.ToLowerInvariant(candidate[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && name[i - 1] == candidate[j - 2] && name[i - 2] == candidate[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            last.CopyTo(beforeLast);
            row.CopyTo(last);
        }

        return Math.Min(last[candidate.Length], limit);
    }
}
