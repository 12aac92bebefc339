using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace RayFlow.Api.Bodies;

/// <summary>How every JSON body is sent: written whole before the first byte leaves, so that a failure on the way is still answered.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static PooledJson? spare;

    public static Task SendAsync<TState>(HttpResponse response, string contentType, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var json = spare ?? new PooledJson(Options);
        spare = null;
        try
        {
            write(json.Writer, state);
            json.Writer.Flush();
            response.ContentType = contentType;
            response.ContentLength = json.Length;
            if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            {
                json.CopyTo(response.BodyWriter);
            }
        }
        finally
        {
            spare = json.Reset();
        }

        return response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted).AsTask();
    }
}

/// <summary>A JSON answer; <typeparamref name="TShape"/> is what its body looks like, for the API description.</summary>
internal abstract class JsonAnswer<TShape> : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    public virtual int? StatusCode => StatusCodes.Status200OK;

    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TShape), [JsonAnswer.ContentType]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCode ?? StatusCodes.Status200OK;
        SetHeaders(httpContext.Response);
        return JsonAnswer.SendAsync(httpContext.Response, JsonAnswer.ContentType, this, static (writer, answer) => answer.Write(writer));
    }

    protected abstract void Write(Utf8JsonWriter writer);

    protected virtual void SetHeaders(HttpResponse response)
    {
    }
}
