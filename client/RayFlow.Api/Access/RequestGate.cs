using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RayFlow.Api.Errors;

namespace RayFlow.Api.Access;

/// <summary>
/// Refuses requests that a web page elsewhere makes through somebody's browser, and, if keys are configured, those without one.
/// </summary>
/// <remarks>
/// A server on loopback trusts whoever reaches it. A page could reach it under a name of its own that resolves to 127.0.0.1 (DNS
/// rebinding): the Host header gives that away. Or it could send requests that need no preflight (CSRF): the Origin header gives those
/// away, and bodies must be JSON, which no form can send.
/// </remarks>
internal sealed class RequestGate(RequestDelegate next, IOptions<ApiOptions> options, ApiKeys keys)
{
    private readonly HashSet<string> _hosts = new(options.Value.AllowedHosts, StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly HashSet<string> _origins = new(options.Value.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (IsOverLoopback(context.Connection) && !IsAllowedHost(request.Host.Host))
        {
            return new Problem(
                ProblemKind.HostNotAllowed,
                $"This server answers to localhost, not to '{request.Host.Host}'. Add the name to {ApiOptions.Section}:{nameof(ApiOptions.AllowedHosts)} if a proxy on this machine uses it.")
                .ExecuteAsync(context);
        }

        if (ChangesSomething(request.Method) && !IsAllowedOrigin(request))
        {
            return new Problem(
                ProblemKind.OriginNotAllowed,
                $"Pages of '{request.Headers.Origin}' may not change anything here. Add the origin to {ApiOptions.Section}:{nameof(ApiOptions.AllowedOrigins)} if they should.")
                .ExecuteAsync(context);
        }

        if (keys.Required && IsGuarded(request.Path) && !keys.Accepts(request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(ProblemKind.Unauthorized, "Send a key of this server as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.").ExecuteAsync(context);
        }

        return next(context);
    }

    /// <summary>Everything that shows or changes what runs; not the editor's files, the description and the health.</summary>
    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/dashboard", StringComparison.OrdinalIgnoreCase);

    /// <summary>A test server or a Unix socket has no address; nobody reaches those through a browser.</summary>
    private static bool IsOverLoopback(ConnectionInfo connection) => connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);

    private static bool ChangesSomething(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    private bool IsAllowedHost(string host) =>
        _hosts.Contains(host) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsAllowedOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || _origins.Contains(origin)
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
