using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RayFlow.Api.Errors;

namespace RayFlow.Api.Bodies;

/// <summary>
/// A request's body in one piece of memory, at most <see cref="ApiOptions.MaxBodyBytes"/> long, and counted in the <see cref="BodyBudget"/>. Dispose
/// it after parsing.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    // A pool keeps what it is given back, for every core: of larger pieces that would be most of a server's memory after a busy minute.
    private const int LargestPooled = 1024 * 1024;

    private readonly BodyBudget _budget;
    private readonly int _limit;
    private byte[] _bytes = [];
    private int _length;

    private RequestBody(BodyBudget budget, int limit) => (_budget, _limit) = (budget, limit);

    /// <summary>The text; without the byte order mark that programs on Windows write.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length) is var text && text.StartsWith("\uFEFF"u8) ? text[3..] : text;

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

        var body = new RequestBody(context.RequestServices.GetRequiredService<BodyBudget>(), limit);
        try
        {
            await body.ReadAsync(context.Request.BodyReader, context.RequestAborted);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => Release(Interlocked.Exchange(ref _bytes, []));

    private async Task ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var refusal = Take(read.Buffer);

            // Also what is too much counts as read: the server then reads on to the end, so that the caller gets our answer.
            reader.AdvanceTo(read.Buffer.End);
            if (refusal is not null)
            {
                throw refusal;
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private RefusedRequestException? Take(ReadOnlySequence<byte> bytes)
    {
        var needed = _length + bytes.Length;
        if (needed > _limit)
        {
            return TooLarge(_limit);
        }

        if (needed > _bytes.Length && !TryGrow((int)needed))
        {
            return new RefusedRequestException(new Problem(
                ProblemKind.Busy,
                $"The bodies of the requests that the server reads take as much memory as they may ({ApiOptions.Section}:{nameof(ApiOptions.MaxBodiesBytes)}); nothing was done. Try again in a moment."));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = (int)needed;
        return null;
    }

    private bool TryGrow(int needed)
    {
        var size = Math.Max(needed, Math.Min(Math.Max(FirstSize, _bytes.Length * 2L), _limit));
        if (!_budget.TryTake(size))
        {
            return false;
        }

        var larger = size <= LargestPooled ? ArrayPool<byte>.Shared.Rent((int)size) : GC.AllocateUninitializedArray<byte>((int)size);
        _budget.Return(size - larger.Length); // a pool gives more than is asked for
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Release(_bytes);
        _bytes = larger;
        return true;
    }

    private void Release(byte[] bytes)
    {
        _budget.Return(bytes.Length);
        if (bytes.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool CanHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    private static RefusedRequestException TooLarge(int limit) => new(new Problem(
        ProblemKind.BodyTooLarge,
        $"The body is larger than {limit:N0} bytes. Send less, or raise {ApiOptions.Section}:{nameof(ApiOptions.MaxBodyBytes)}."));
}
