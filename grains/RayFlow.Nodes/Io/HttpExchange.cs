using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>A request and the redirects that its answers ask for (RFC 9110, section 15.4).</summary>
internal sealed class HttpExchange(HttpAccess access, HttpMethod method, Value body, RequestHeaders headers, string idempotencyKey)
{
    private const int MaxRedirects = 10;

    private HttpMethod _method = method;
    private Value _body = body;
    private bool _isAway;
    private bool _isWithoutContent;

    public async Task<HttpAnswer> RunAsync(string url, CancellationToken cancellationToken)
    {
        var at = Target(url, null);
        for (var redirects = 0; ; redirects++)
        {
            using var request = NewRequest(at);
            using var response = await access.SendAsync(request, cancellationToken);
            if (Redirect(response) is not { } location)
            {
                return await HttpAnswer.ReadAsync(response, access.MaxResponseBytes, cancellationToken);
            }

            var next = Target(location, at);
            if (redirects == MaxRedirects || (at.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
            {
                throw new NodeException(IoErrorCodes.BadRedirect, redirects == MaxRedirects
                    ? $"More than {MaxRedirects} redirects, the last one to {next}."
                    : $"{at.Authority} redirects from https to http.", retryable: true);
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
            : throw new NodeException(IoErrorCodes.BadUrl, $"'{url}' is not an address with http or https.", retryable: from is not null);
    }

    private static string? Redirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.TryGetValues("Location", out var locations) ? locations.First() : null;

    private void Follow(HttpStatusCode status, bool sameOrigin)
    {
        _isAway |= !sameOrigin;
        var becomesGet = status == HttpStatusCode.SeeOther
            ? _method != HttpMethod.Head
            : status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && _method == HttpMethod.Post;
        if (becomesGet)
        {
            _method = HttpMethod.Get;
            _body = Value.Null;
            _isWithoutContent = true;
        }
    }

    private HttpRequestMessage NewRequest(Uri target)
    {
        var request = new HttpRequestMessage(_method, target) { Content = ContentOf(_body) };
        request.Headers.TryAddWithoutValidation("User-Agent", "RayFlow");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Printable(idempotencyKey));
        headers.AddTo(request, toAnotherOrigin: _isAway, withContent: !_isWithoutContent);
        return request;
    }

    private ByteArrayContent? ContentOf(Value body) => body.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Str => new ByteArrayContent(Encode(body.AsStr())) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain", "utf-8") } },
        _ => new ByteArrayContent(ValueJson.ToUtf8(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private byte[] Encode(string text)
    {
        try
        {
            return headers.Encoding.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new NodeException(IoErrorCodes.BadEncoding, $"The body has characters that {headers.Encoding.WebName} cannot hold.");
        }
    }

    // Ids of nodes may be of any script, headers only of ASCII.
    private static string Printable(string key) => key.AsSpan().ContainsAnyExceptInRange('!', '~') ? Uri.EscapeDataString(key) : key;
}
