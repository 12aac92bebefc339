using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using RayFlow.Api.Bodies;

namespace RayFlow.Api.Runs;

/// <summary>A run's id: a UUID without dashes, 32 lower-case hexadecimal digits. Ids of version 7 sort by the time of their making.</summary>
internal readonly record struct RunId
{
    /// <summary>Longer keys are refused.</summary>
    public const int LongestKey = 255;

    private RunId(Guid id) => Value = id.ToString("N");

    public string Value { get; }

    public static RunId New() => new(Guid.CreateVersion7());

    /// <summary>The id of the run that an idempotency key stands for: a UUID of version 8 (RFC 9562, section 5.8) made of the key's digest.</summary>
    public static RunId OfKey(string key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            throw JsonBody.Invalid($"An Idempotency-Key has 1 to {LongestKey} characters; this one has {key.Length}.");
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("rayflow:idempotency-key:" + key), digest);
        var bytes = digest[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new RunId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Reads an id with or without dashes. What is none cannot name a run.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? id)
    {
        id = Guid.TryParseExact(text, "N", out var guid) || Guid.TryParseExact(text, "D", out guid) ? new RunId(guid).Value : null;
        return id is not null;
    }

    public override string ToString() => Value;
}
