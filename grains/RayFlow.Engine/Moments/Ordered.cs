namespace RayFlow.Engine.Moments;

/// <summary>Finds moments in lists that are in the order of their events.</summary>
internal static class Ordered
{
    /// <summary>How many entries of a list are of an event up to this one.</summary>
    public static int After<T>(IReadOnlyList<T> entries, Func<T, long> sequenceOf, long sequence)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sequenceOf(entries[middle]) <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
