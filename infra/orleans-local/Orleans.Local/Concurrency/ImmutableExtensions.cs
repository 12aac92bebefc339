namespace Orleans.Concurrency;

/// <summary>Makes an <see cref="Immutable{T}"/>.</summary>
public static class ImmutableExtensions
{
    /// <summary>Wraps a value that nobody changes any more.</summary>
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}
