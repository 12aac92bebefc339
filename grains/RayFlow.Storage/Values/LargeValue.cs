using System.Security.Cryptography;

namespace RayFlow.Storage.Values;

/// <summary>A value of a run that is stored by itself: whatever mentions it names its hash.</summary>
public sealed class LargeValue
{
    private LargeValue(string hash, ReadOnlyMemory<byte> payload)
    {
        Hash = hash;
        Payload = payload;
    }

    /// <summary>SHA-256 of <see cref="Payload"/>, 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The value, byte for byte.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>A value of these bytes, which must not change afterwards.</summary>
    public static LargeValue Of(ReadOnlyMemory<byte> payload) => new(Convert.ToHexStringLower(SHA256.HashData(payload.Span)), payload);
}
