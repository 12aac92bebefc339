using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace RayFlow.Api.Access;

/// <summary>The configured API keys, kept as digests.</summary>
internal sealed class ApiKeys(IOptions<ApiOptions> options)
{
    /// <summary>Shorter keys can be guessed.</summary>
    public const int LeastLength = 16;

    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether a key is asked for at all.</summary>
    public bool Required => _digests.Length > 0;

    /// <summary>Whether a request carries one of the keys. Takes as long for a wrong key as for a right one.</summary>
    public bool Accepts(HttpRequest request)
    {
        var given = request.Headers["X-Api-Key"].ToString();
        if (given.Length == 0 && request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            given = header["Bearer ".Length..].Trim();
        }

        // Digests have one length, so that the comparison does not tell the key's.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), digest);
        var found = false;
        foreach (var known in _digests)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, digest);
        }

        return found;
    }
}
