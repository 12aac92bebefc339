using System.Collections.Immutable;

namespace Orleans.Tests.Serialization;

[GenerateSerializer]
public class Person
{
    [Id(0)]
    public string Name { get; set; } = "";

    [Id(1)]
    public List<Person> Friends { get; init; } = [];

    [Id(2)]
    private int _visits;

    /// <summary>Has no id and stays behind.</summary>
    [field: NonSerialized]
    public string Note { get; set; } = "";

    public int Visits => _visits;

    public void Visit() => _visits++;
}

[GenerateSerializer]
public sealed class Employee : Person
{
    [Id(0)]
    public decimal Salary { get; set; }
}

[GenerateSerializer]
public sealed record Order(string Id, int[] Items, Dictionary<string, string> Tags)
{
    [Id(0)]
    public DateTimeOffset? At { get; init; }
}

[GenerateSerializer, Immutable]
public sealed record Sealed([property: Id(0)] int[] Values);

[GenerateSerializer]
public readonly record struct Point([property: Id(0)] int X, [property: Id(1)] int Y);

[GenerateSerializer]
public struct Box
{
    [Id(0)]
    public List<int> Values;

    [Id(1)]
    public Point Corner;
}

[GenerateSerializer]
public abstract record Shape;

[GenerateSerializer]
public sealed record Circle([property: Id(0)] double Radius) : Shape;

[GenerateSerializer]
public sealed record Polygon([property: Id(0)] ImmutableArray<Point> Points, [property: Id(1)] IReadOnlyList<string> Names) : Shape;

[GenerateSerializer]
public sealed record Page<T>([property: Id(0)] List<T> Items, [property: Id(1)] T? Last);

[GenerateSerializer]
public sealed class Everything
{
    [Id(0)]
    public Guid Guid { get; set; }

    [Id(1)]
    public TimeSpan Span { get; set; }

    [Id(2)]
    public byte[]? Bytes { get; set; }

    [Id(3)]
    public (int Number, List<string> Texts) Tuple { get; set; }

    [Id(4)]
    public ImmutableDictionary<string, int> Numbers { get; set; } = ImmutableDictionary<string, int>.Empty;

    [Id(5)]
    public ImmutableList<Person> People { get; set; } = [];

    [Id(6)]
    public DayOfWeek? Day { get; set; }

    [Id(7)]
    public HashSet<string> Set { get; set; } = [];

    [Id(8)]
    public int[,]? Grid { get; set; }

    [Id(9)]
    public object? Anything { get; set; }

    [Id(10)]
    public Uri? Uri { get; set; }

    [Id(11)]
    public KeyValuePair<string, List<int>> Pair { get; set; }

    [Id(12)]
    public Queue<Point> Queue { get; set; } = [];

    [Id(13)]
    public ReadOnlyMemory<byte> Memory { get; set; }
}

/// <summary>A type of a library: nothing says how it travels but its converter.</summary>
public sealed class Money(decimal amount, string currency, List<string> history)
{
    public decimal Amount { get; } = amount;

    public string Currency { get; } = currency;

    public List<string> History { get; } = history;
}

[GenerateSerializer]
public struct MoneySurrogate
{
    [Id(0)]
    public decimal Amount;

    [Id(1)]
    public string Currency;

    [Id(2)]
    public List<string> History;
}

[RegisterConverter]
public sealed class MoneyConverter : IConverter<Money, MoneySurrogate>
{
    public Money ConvertFromSurrogate(in MoneySurrogate surrogate) => new(surrogate.Amount, surrogate.Currency, surrogate.History);

    public MoneySurrogate ConvertToSurrogate(in Money value) => new() { Amount = value.Amount, Currency = value.Currency, History = value.History };
}

/// <summary>Says nothing about how it travels, so it does not.</summary>
public sealed class Unmarked
{
    public int Value { get; set; }
}
