using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>The headers that a flow gives to its request.</summary>
internal sealed class RequestHeaders
{
    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // What the connection needs to be right about; a flow that set them could smuggle a second request.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    // RFC 9110, section 8, and what HttpContent takes beside it. They describe the body and go with it.
    private static readonly HashSet<string> OfContent = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Expires",
        "Last-Modified",
    };

    // What may reach another origin than the one that it was meant for. Any other name may be that of a key: X-Api-Key, Private-Token, ...
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Idempotency-Key", "Pragma", "Prefer", "Range", "User-Agent",
    };

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads and checks the headers.</summary>
    /// <exception cref="NodeException"><c>bad_header</c></exception>
    public RequestHeaders(ValueMap headers)
    {
        foreach (var (name, value) in headers)
        {
            _headers[name] = Checked(name, ValueText.Of(value));
        }

        Encoding = _headers.TryGetValue("Content-Type", out var type) && MediaTypeHeaderValue.TryParse(type, out var media) && media.CharSet is { Length: > 0 } charset
            ? Charset.Find(charset) ?? throw new NodeException(IoErrorCodes.BadHeader, $"The header 'Content-Type' names the charset '{charset}', which this server does not know.")
            : Charset.Utf8;
    }

    /// <summary>In what a text is to be sent: what Content-Type says, else UTF-8.</summary>
    public Encoding Encoding { get; }

    /// <summary>Sets the headers of a request in place of those that it has by itself.</summary>
    /// <param name="request">The request, with its content.</param>
    /// <param name="toAnotherOrigin">A redirect led away from where the headers were meant for.</param>
    /// <param name="withContent">Whether what describes a body is to be sent; there need not be one.</param>
    public void AddTo(HttpRequestMessage request, bool toAnotherOrigin, bool withContent)
    {
        foreach (var (name, value) in _headers)
        {
            var isOfContent = OfContent.Contains(name);
            if (isOfContent ? !withContent : toAnotherOrigin && !Harmless.Contains(name))
            {
                continue;
            }

            HttpHeaders place = isOfContent ? (request.Content ??= new ByteArrayContent([])).Headers : request.Headers;
            place.Remove(name);
            place.TryAddWithoutValidation(name, value);
        }
    }

    private static string Checked(string name, string value)
    {
        if (Reserved.Contains(name))
        {
            throw new NodeException(IoErrorCodes.BadHeader, $"The header '{name}' is set by the node itself.");
        }

        return name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? value
            : throw new NodeException(IoErrorCodes.BadHeader, $"The header '{name}' has a name or a value with characters that a header cannot have.");
    }
}
