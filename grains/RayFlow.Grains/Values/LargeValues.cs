using System.Runtime.CompilerServices;
using RayFlow.Model.Values;
using RayFlow.Storage.Values;

namespace RayFlow.Grains.Values;

/// <summary>
/// Decides which of a run's values are stored apart, and knows those that are: what is mentioned again, by another entry or by a snapshot, costs
/// its reference and not another look at it.
/// </summary>
/// <param name="limit">A value whose JSON has more bytes is stored apart.</param>
internal sealed class LargeValues(int limit)
{
    // A value's measure is about the length of its JSON in characters; one of them has six bytes at most, as an escape.
    private const int MostBytesPerCharacter = 6;

    private readonly ConditionalWeakTable<object, string> _known = [];
    private readonly List<LargeValue> _new = [];

    /// <summary>A value whose JSON has more bytes is stored apart.</summary>
    public int Limit => limit;

    /// <summary>The bytes of the values that are known, each once.</summary>
    public long Bytes { get; private set; }

    /// <summary>The values to be stored with what mentions them, each once; they are taken with this.</summary>
    public IReadOnlyList<LargeValue> TakeNew()
    {
        if (_new.Count == 0)
        {
            return [];
        }

        var taken = _new.ToArray();
        _new.Clear();
        return taken;
    }

    /// <summary>What a value is found by if it is stored apart; null if it is to stay where it is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isExact">Whether the value may not be stored apart if JSON would change it: a text with half of a surrogate pair.</param>
    public string? Keep(Value value, bool isExact = false)
    {
        if (Identity(value) is not { } identity)
        {
            return null;
        }

        if (_known.TryGetValue(identity, out var known))
        {
            return known;
        }

        if (value.Extent.Size <= limit / MostBytesPerCharacter)
        {
            return null;
        }

        var json = ValueJson.ToUtf8(value);
        if (json.Length <= limit || (isExact && HasReplacements(json)))
        {
            return null;
        }

        var stored = LargeValue.Of(json);
        var reference = new ValueReference(stored.Hash, json.Length).ToString();
        _new.Add(stored);
        _known.Add(identity, reference);
        Bytes += json.Length;
        return reference;
    }

    /// <summary>Notes that a value was read from where it is stored.</summary>
    public void Remember(Value value, string reference)
    {
        if (Identity(value) is { } identity)
        {
            _known.AddOrUpdate(identity, reference);
            Bytes += ValueReference.Parse(reference).Bytes;
        }
    }

    private static object? Identity(Value value) => value.Kind switch
    {
        ValueKind.Str => value.AsStr(),
        ValueKind.List => value.AsList(),
        ValueKind.Dict => value.AsDict(),
        _ => null,
    };

    private static bool HasReplacements(ReadOnlySpan<byte> json) => json.IndexOf("\uFFFD"u8) >= 0 || json.IndexOf("\\uFFFD"u8) >= 0 || json.IndexOf("\\ufffd"u8) >= 0;
}
