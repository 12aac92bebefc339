using System.Globalization;

namespace RayFlow.Grains.Values;

/// <summary>What a large value is found by, among the values of its run.</summary>
/// <param name="Hash">SHA-256 of its JSON, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">The length of its JSON.</param>
internal readonly record struct ValueReference(string Hash, int Bytes)
{
    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static ValueReference Parse(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        return new ValueReference(text[..at], int.Parse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>As entries and snapshots have it: the hash, a colon, the length.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hash}:{Bytes}");
}
