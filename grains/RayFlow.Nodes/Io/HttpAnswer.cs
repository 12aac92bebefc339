using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>An answer as values.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers by lower-case name: a string, or a list of them where the name occurs more than once.</param>
/// <param name="Body">JSON as its value, text as a string, bytes as base64, nothing as null.</param>
/// <param name="IsBase64">Whether the body is base64.</param>
internal sealed record HttpAnswer(long Status, ValueMap Headers, Value Body, bool IsBase64)
{
    // Types of bytes whatever the bytes look like, so that a flow gets the same of each. SVG is text that says so.
    private static readonly string[] Binary = ["image/", "audio/", "video/", "font/"];

    /// <summary>Reads the body, up to a limit.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        // Refused before it is read where the length is known. An answer to HEAD has the length of what it does not carry.
        if (response.Content.Headers.ContentLength > limit && response.RequestMessage?.Method != HttpMethod.Head)
        {
            throw TooLarge(limit);
        }

        byte[] bytes;
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            bytes = await BoundedRead.ToEndAsync(stream, limit, () => TooLarge(limit), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException)
        {
            throw new NodeException(IoErrorCodes.ConnectionFailed, $"The answer broke off: {failure.Message}", retryable: true);
        }

        var (body, isBase64) = BodyOf(bytes, response.Content.Headers.ContentType);
        return new HttpAnswer((long)response.StatusCode, HeadersOf(response), body, isBase64);
    }

    // As they came: the typed collections take some headers apart at blanks and leave others out.
    private static ValueMap HeadersOf(HttpResponseMessage response) => ValueMap.Create(
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), ValueOf([.. header.Value]))));

    private static Value ValueOf(Value[] lines) => lines is [var only] ? only : ValueList.Adopt(lines);

    private static (Value Body, bool IsBase64) BodyOf(byte[] bytes, MediaTypeHeaderValue? type)
    {
        var media = type?.MediaType?.ToLowerInvariant() ?? "";
        if (bytes.Length == 0)
        {
            return (Value.Null, false);
        }

        if (media == "application/json" || media.EndsWith("+json", StringComparison.Ordinal))
        {
            return (JsonOf(Decode(bytes, type?.CharSet ?? "utf-8")), false);
        }

        return type?.CharSet is { Length: > 0 } charset ? (Decode(bytes, charset), false)
            : Undeclared(bytes, media) is { } text ? (text, false)
            : (Convert.ToBase64String(bytes), true);
    }

    private static Value JsonOf(string text)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            // Servers that fail often send their error page with the usual type: a flow should see it as it is.
            return text;
        }
    }

    /// <summary>The text of bytes of which it is said that they are one.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes, string charset)
    {
        var marked = Charset.TakeMark(ref bytes);
        var encoding = marked ?? Charset.Find(charset)
            ?? throw new NodeException(IoErrorCodes.BadEncoding, $"The answer is in the charset '{charset}', which this server does not know.", retryable: true);
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new NodeException(IoErrorCodes.BadEncoding, $"The answer says that it is {marked?.WebName ?? charset}, and is not.", retryable: true);
        }
    }

    /// <summary>The text of bytes of which nothing is said, if they are one: UTF-8 without a null character, or what a byte order mark says.</summary>
    private static string? Undeclared(ReadOnlySpan<byte> bytes, string media)
    {
        if (Binary.Any(kind => media.StartsWith(kind, StringComparison.Ordinal)) && !media.EndsWith("+xml", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var text = (Charset.TakeMark(ref bytes) ?? Charset.Utf8).GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static NodeException TooLarge(long limit) =>
        new(NodeErrorCodes.TooLarge, $"The answer is larger than {limit} bytes, the limit of RayFlow:Io:MaxResponseBytes.", retryable: true);
}
