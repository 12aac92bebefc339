using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>A request and the redirects that its answers ask for (RFC 9110, section 15.4).</summary>
internal sealed class HttpExchange(HttpAccess access, HttpMethod method, Value body, ValueMap headers, string idempotencyKey)
{
    private const int MaxRedirects = 10;

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // What the connection needs to be right about; a flow that set them could smuggle a second request.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    // What must not reach another origin than the one that it was meant for.
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Cookie" };

    private HttpMethod _method = method;
    private Value _body = body;
    private bool _sendsCredentials = true;

    public async Task<(long Status, ValueMap Headers, Value Body)> RunAsync(string url, CancellationToken cancellationToken)
    {
        var at = Target(url, null);
        for (var redirects = 0; ; redirects++)
        {
            using var request = NewRequest(at);
            using var response = await access.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (Redirect(response) is not { } location)
            {
                var answer = await HttpAnswer.ReadAsync(response, access.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
                return ((long)response.StatusCode, HttpAnswer.HeadersOf(response), answer);
            }

            var next = Target(location, at);
            if (redirects == MaxRedirects || (at.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
            {
                throw new NodeException(IoErrorCodes.BadRedirect, redirects == MaxRedirects
                    ? $"More than {MaxRedirects} redirects, the last one to {next}."
                    : $"{at.Authority} redirects from https to http.");
            }

            Follow(response.StatusCode, sameOrigin: at.Scheme == next.Scheme && at.Authority == next.Authority);
            at = next;
        }
    }

    private static Uri Target(string url, Uri? from)
    {
        var isUri = from is null ? Uri.TryCreate(url, UriKind.Absolute, out var uri) : Uri.TryCreate(from, url, out uri);
        return isUri && (uri!.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new NodeException(IoErrorCodes.BadUrl, $"'{url}' is not an address with http or https.");
    }

    private static string? Redirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.TryGetValues("Location", out var locations) ? locations.First() : null;

    private void Follow(HttpStatusCode status, bool sameOrigin)
    {
        _sendsCredentials &= sameOrigin;
        var becomesGet = status == HttpStatusCode.SeeOther
            ? _method != HttpMethod.Head
            : status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && _method == HttpMethod.Post;
        if (becomesGet)
        {
            _method = HttpMethod.Get;
            _body = Value.Null;
        }
    }

    private HttpRequestMessage NewRequest(Uri target)
    {
        var request = new HttpRequestMessage(_method, target) { Content = ContentOf(_body) };
        request.Headers.TryAddWithoutValidation("User-Agent", "RayFlow");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Printable(idempotencyKey));
        foreach (var (name, value) in headers)
        {
            if (_sendsCredentials || !Credentials.Contains(name))
            {
                Set(request, name, ValueText.Of(value));
            }
        }

        return request;
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (Reserved.Contains(name))
        {
            throw new NodeException(IoErrorCodes.BadHeader, $"The header '{name}' is set by the node itself.");
        }

        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new NodeException(IoErrorCodes.BadHeader, $"The header '{name}' has a name or a value with characters that a header cannot have.");
        }

        request.Headers.Remove(name);
        if (request.Headers.TryAddWithoutValidation(name, value))
        {
            return;
        }

        // Not a header of requests but of content, which a request without a body does not have.
        request.Content?.Headers.Remove(name);
        request.Content?.Headers.TryAddWithoutValidation(name, value);
    }

    private static ByteArrayContent? ContentOf(Value body) => body.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Str => new StringContent(body.AsStr(), Encoding.UTF8, "text/plain"),
        _ => new ByteArrayContent(ValueJson.ToUtf8(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    // Ids of nodes may be of any script, headers only of ASCII.
    private static string Printable(string key) => key.AsSpan().ContainsAnyExceptInRange('!', '~') ? Uri.EscapeDataString(key) : key;
}
