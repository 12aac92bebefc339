using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using RayFlow.Api.Bodies;

namespace RayFlow.Api.Errors;

/// <summary>A refusal as problem details (RFC 9457) with a <c>code</c>, and further members by kind.</summary>
/// <param name="kind">What is refused.</param>
/// <param name="detail">What happened here, and what to do; null: the kind's title says it.</param>
/// <param name="members">Writes further members; null: there are none.</param>
internal sealed class Problem(ProblemKind kind, string? detail = null, Action<Utf8JsonWriter>? members = null) : IResult, IStatusCodeHttpResult
{
    public const string ContentType = "application/problem+json";

    public ProblemKind Kind => kind;

    public int? StatusCode => kind.Status;

    /// <summary>Seconds after which to try again; null: trying again does not help.</summary>
    public int? RetryAfterSeconds { get; init; } = kind.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests ? 2 : null;

    /// <summary>Where to look for what came of the request; null: nothing did.</summary>
    public string? Location { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (Location is { } location)
        {
            response.Headers.Location = location;
        }

        response.StatusCode = kind.Status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return JsonAnswer.SendAsync(response, ContentType, this, static (writer, problem) => problem.Write(writer));
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, $"/docs#{kind.Code}");
        writer.WriteString("title"u8, kind.Title);
        writer.WriteNumber("status"u8, kind.Status);
        writer.WriteString("code"u8, kind.Code);
        writer.WriteString("detail"u8, detail ?? kind.Title + ".");
        members?.Invoke(writer);
        writer.WriteEndObject();
    }
}
