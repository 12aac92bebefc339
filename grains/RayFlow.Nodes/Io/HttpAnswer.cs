using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>An answer as values.</summary>
internal static class HttpAnswer
{
    /// <summary>Reads the body, up to a limit: JSON as its value, anything else as text, nothing as null.</summary>
    public static async Task<Value> ReadAsync(HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        // Refused before it is read where the length is known. An answer to HEAD has the length of what it does not carry.
        if (response.Content.Headers.ContentLength > limit && response.RequestMessage?.Method != HttpMethod.Head)
        {
            throw TooLarge(limit);
        }

        byte[] bytes;
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            bytes = await BoundedRead.ToEndAsync(stream, limit, () => TooLarge(limit), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException)
        {
            throw new NodeException(IoErrorCodes.ConnectionFailed, $"The answer broke off: {failure.Message}", retryable: true);
        }

        return ValueOf(bytes, response.Content.Headers.ContentType);
    }

    /// <summary>The headers by lower-case name, several of one name joined by commas (RFC 9110, section 5.3).</summary>
    public static ValueMap HeadersOf(HttpResponseMessage response) => ValueMap.Create(
        response.Headers.Concat(response.Content.Headers)
            .Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), (Value)string.Join(", ", header.Value))));

    private static Value ValueOf(byte[] bytes, MediaTypeHeaderValue? type)
    {
        if (bytes.Length == 0)
        {
            return Value.Null;
        }

        if (type?.MediaType is { } media && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                return ValueJson.Parse(bytes);
            }
            catch (JsonException)
            {
                // Servers that fail often send their error page with the usual type: a flow should see it as it is.
                return Encoding.UTF8.GetString(bytes);
            }
        }

        return EncodingOf(type).GetString(bytes);
    }

    private static Encoding EncodingOf(MediaTypeHeaderValue? type)
    {
        try
        {
            return type?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static NodeException TooLarge(long limit) =>
        new(NodeErrorCodes.TooLarge, $"The answer is larger than {limit} bytes, the limit of RayFlow:Io:MaxResponseBytes.");
}
