using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using RayFlow.Api.Bodies;

namespace RayFlow.Api.Flows;

/// <summary>ETags of saved flows (RFC 9110, section 8.8.3): the version in quotes.</summary>
internal static class FlowTags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether <c>If-None-Match</c> says that the reader has this version.</summary>
    public static bool IsKnown(HttpRequest request, int version) => request.GetTypedHeaders().IfNoneMatch
        .Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(Of(version), StringComparison.Ordinal));

    /// <summary>
    /// The version that a change is meant for: of <c>If-Match</c> its version, of <c>If-None-Match: *</c> 0 (there must be none),
    /// else null. A list, and <c>*</c>, are answered from the latest version; a version that matches nothing is -1.
    /// </summary>
    public static async Task<int?> ExpectedAsync(HttpRequest request, Func<Task<int?>> latest)
    {
        var headers = request.GetTypedHeaders();
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            return headers.IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any))
                ? 0
                : throw JsonBody.Invalid("For a change If-None-Match is '*' (save only if there is no such flow); to change a version send If-Match.");
        }

        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        var tags = headers.IfMatch;
        return tags switch
        {
            [{ IsWeak: false } one] when VersionOf(one) is { } version => version,
            _ => await latest() is { } now && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && VersionOf(tag) == now)) ? now : -1,
        };
    }

    private static int? VersionOf(EntityTagHeaderValue tag) =>
        int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : null;
}
