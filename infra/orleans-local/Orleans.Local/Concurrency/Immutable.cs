namespace Orleans.Concurrency;

/// <summary>A value that is passed by reference because nobody changes it any more.</summary>
[GenerateSerializer, Immutable]
public readonly struct Immutable<T>(T value)
{
    /// <summary>The value.</summary>
    [Id(0)]
    public readonly T Value = value;
}
