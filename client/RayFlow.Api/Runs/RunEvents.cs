using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

/// <summary>
/// A run's events as server-sent events (WHATWG HTML, section 9.2), up to the run's end. A reader costs one page of events at most:
/// the next is read when the last has gone out.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="after">The last event that the reader has; 0: none.</param>
/// <param name="first">The first page, which also showed that the run exists.</param>
internal sealed class RunEvents(IWorkflowGrain run, long after, TimelinePage first) : IResult
{
    public const string ContentType = "text/event-stream";
    public const int PageSize = 256;

    private const int FlushBytes = 32 * 1024;
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        if (first is { IsLast: true, Events.Count: 0 } && after > 0)
        {
            // The reader has everything. 204 is how a server tells an EventSource not to come back.
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.ContentType = ContentType;
        response.Headers["X-Accel-Buffering"] = "no";
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, httpContext.RequestAborted);
        try
        {
            await SendAllAsync(httpContext, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader has gone, or comes back to another server with the number of its last event.
        }
    }

    private async Task SendAllAsync(HttpContext context, CancellationToken cancellation)
    {
        var heartbeat = TimeSpan.FromSeconds(context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.HeartbeatSeconds);
        var output = context.Response.BodyWriter;
        using var writer = new Utf8JsonWriter(output, Json);
        var last = after;
        var page = first;
        output.Write("retry: 1000\n\n"u8);
        while (true)
        {
            foreach (var happened in page.Events)
            {
                Write(output, writer, happened);
                last = happened.Sequence;
                if (output.UnflushedBytes > FlushBytes)
                {
                    await output.FlushAsync(cancellation);
                }
            }

            await output.FlushAsync(cancellation);
            if (page.IsLast)
            {
                return;
            }

            page = await Takeover.OutlastAsync(() => run.ReadEventsAsync(last, PageSize, heartbeat, cancellation)) ?? new TimelinePage([], true);
            if (page.Events.Count == 0)
            {
                output.Write(": still here\n\n"u8);
            }
        }
    }

    private static void Write(IBufferWriter<byte> output, Utf8JsonWriter writer, TimelineEvent happened)
    {
        output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Sequence}\nevent: {happened.Type}\ndata: ")));
        writer.Reset();
        RunJson.Write(writer, happened);
        writer.Flush();
        output.Write("\n\n"u8);
    }
}
