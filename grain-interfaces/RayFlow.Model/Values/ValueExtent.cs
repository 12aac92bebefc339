namespace RayFlow.Model.Values;

/// <summary>How far a value extends. Lists and dicts that occur several times count each time, as they do in JSON.</summary>
/// <param name="Depth">How deep lists and dicts nest; 0 for a scalar, 1 for a list of scalars.</param>
/// <param name="Size">About the length of its JSON in characters; saturates at <see cref="long.MaxValue"/>.</param>
public readonly record struct ValueExtent(int Depth, long Size)
{
    /// <summary>What null, a boolean or a number counts for.</summary>
    public const long ScalarSize = 8;

    /// <summary>How deep the value of a pin may nest. Less than <see cref="ValueJson.MaxDepth"/>, so that there is room for what wraps it.</summary>
    public const int MaxDepth = 128;

    /// <summary>How large the value of a pin may be.</summary>
    public const long MaxSize = 16 * 1024 * 1024;

    /// <summary>True if a pin may carry the value.</summary>
    public bool IsWithinLimits => Depth <= MaxDepth && Size <= MaxSize;

    /// <summary>The extent of a container that has one more element.</summary>
    internal ValueExtent Containing(Value element, long nameLength)
    {
        var (depth, size) = element.Extent;
        var sum = unchecked(Size + size + nameLength + 1);
        return new ValueExtent(Math.Max(Depth, depth + 1), sum < 0 ? long.MaxValue : sum);
    }
}
