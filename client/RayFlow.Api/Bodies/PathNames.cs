using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace RayFlow.Api.Bodies;

/// <summary>
/// Gives endpoints the names in a path decoded. Servers leave <c>%2F</c> in a path, since it is no separator there, and so
/// <c>a%2Fb</c> and <c>a%252Fb</c> arrive alike; only the request as it was sent tells them apart (RFC 3986, section 2.4).
/// </summary>
internal sealed class PathNames(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && SentPath(context) is { } path && path.Contains("%2", StringComparison.Ordinal))
        {
            Decode(context.Request, endpoint.RoutePattern.PathSegments, path.Trim('/').Split('/'));
        }

        return next(context);
    }

    private static void Decode(HttpRequest request, IReadOnlyList<RoutePatternPathSegment> pattern, ReadOnlySpan<string> sent)
    {
        if (sent.Length < pattern.Count)
        {
            return;
        }

        // What a proxy put before the path is not in the pattern.
        sent = sent[^pattern.Count..];
        for (var i = 0; i < pattern.Count; i++)
        {
            if (pattern[i].Parts is [RoutePatternParameterPart { IsCatchAll: false } name] && request.RouteValues[name.Name] is string)
            {
                request.RouteValues[name.Name] = Uri.UnescapeDataString(sent[i]);
            }
        }
    }

    private static string? SentPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(target) ? null
            : target[0] == '/' ? target.Split('?')[0]
            : Uri.TryCreate(target, UriKind.Absolute, out var address) ? address.AbsolutePath
            : null;
    }
}
