using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RayFlow.Api.Errors;

namespace RayFlow.Api.Bodies;

/// <summary>A request's body in one piece of pooled memory, at most <see cref="ApiOptions.MaxBodyBytes"/> long. Dispose it after parsing.</summary>
internal readonly struct RequestBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private readonly byte[] _rented;
    private readonly int _length;

    private RequestBody(byte[] rented, int length) => (_rented, _length) = (rented, length);

    /// <summary>The text; without the byte order mark that programs on Windows write.</summary>
    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, _length) is var text && text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        var limit = context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.MaxBodyBytes;

        // The limit is ours. The server's own would cut the connection while the caller still sends, and hide our answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }

        if (context.Request.ContentLength != 0 && !context.Request.HasJsonContentType() && CanHaveBody(context))
        {
            throw new RefusedRequestException(ProblemMiddleware.NotJson(context.Request.ContentType));
        }

        if (context.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var reader = context.Request.BodyReader;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Min(limit, FirstSize));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                var fits = length + read.Buffer.Length <= limit;
                if (fits)
                {
                    Append(ref rented, ref length, read.Buffer);
                }

                // Also what is too much counts as read: the server then reads on to the end, so that the caller gets our answer.
                reader.AdvanceTo(read.Buffer.End);
                if (!fits)
                {
                    throw TooLarge(limit);
                }

                if (read.IsCompleted)
                {
                    return new RequestBody(rented, length);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    private static void Append(ref byte[] rented, ref int length, ReadOnlySequence<byte> bytes)
    {
        var needed = length + (int)bytes.Length;
        if (needed > rented.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, rented.Length * 2));
            rented.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(rented);
            rented = larger;
        }

        bytes.CopyTo(rented.AsSpan(length));
        length = needed;
    }

    private static bool CanHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    private static RefusedRequestException TooLarge(int limit) => new(new Problem(
        ProblemKind.BodyTooLarge,
        $"The body is larger than {limit:N0} bytes. Send less, or raise {ApiOptions.Section}:{nameof(ApiOptions.MaxBodyBytes)}."));
}
