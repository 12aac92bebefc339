using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Api.Errors;

/// <summary>Sees to it that every refusal leaves as problem details: what was thrown, and bare statuses of routing. Never tells a stack trace.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to answer.
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var problem = await DescribeAsync(error, context);
            context.Response.Clear();
            await problem.ExecuteAsync(context);
            return;
        }
        catch (Exception error)
        {
            // Half an answer must not look like a whole one.
            Log.AnswerBroken(logger, error, context.Request.Path);
            context.Abort();
            return;
        }

        if (IsBare(context.Response))
        {
            await Bare(context).ExecuteAsync(context);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    private static Problem Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new(ProblemKind.RouteNotFound, $"There is nothing at {context.Request.Path}. See /docs for the addresses."),
        StatusCodes.Status405MethodNotAllowed => new(
            ProblemKind.MethodNotAllowed,
            $"{context.Request.Path} does not take {context.Request.Method}, but {context.Response.Headers.Allow}."),
        StatusCodes.Status415UnsupportedMediaType => NotJson(context.Request.ContentType),
        var status => new(ProblemKind.Of(status)),
    };

    /// <summary>The refusal of a body of another content type, which is also what forms of other pages send.</summary>
    public static Problem NotJson(string? contentType) => new(
        ProblemKind.UnsupportedMediaType,
        $"{(string.IsNullOrEmpty(contentType) ? "The body has no content type" : $"The content type is '{contentType}'")}. Send JSON with 'Content-Type: application/json'.");

    private async Task<Problem> DescribeAsync(Exception error, HttpContext context)
    {
        switch (error)
        {
            case RefusedRequestException refused:
                return refused.Problem;
            case BadHttpRequestException bad:
                return new(ProblemKind.Of(bad.StatusCode), MisfitQuery.Explain(context) ?? bad.Message);
            case StorageUnavailableException away:
                return StorageAway(away.Message, context);
            case NoSiloException nobody:
                return PossibleRun.Problem(context, ProblemKind.NoSilo, nobody.Message);
            case TimeoutException or OperationCanceledException or OrleansException or SerializerException or RunMovedException:
                return await DescribeOutageAsync(error, context);
            default:
                return Fault(error, context);
        }
    }

    /// <summary>What the cluster did not carry out: because of the database if that is away, whatever the grain's runtime made of it.</summary>
    private async Task<Problem> DescribeOutageAsync(Exception error, HttpContext context)
    {
        if (await Outage.OfDatabaseAsync(context.RequestServices) is { } reason)
        {
            return StorageAway($"The database is away: {reason} Try again in a moment; a request with an Idempotency-Key is carried out once.", context);
        }

        if (error is SerializerException)
        {
            // What failed an activation on another silo is not carried here.
            return Fault(error, context);
        }

        if (error is SiloUnavailableException)
        {
            Log.ClusterAway(logger, error, context.Request.Path);
            return PossibleRun.Problem(
                context, ProblemKind.TimedOut, "The silo that had the request has gone, and nobody knows whether it carried it out. Look before you repeat it, or repeat it with the same Idempotency-Key.");
        }

        if (error is OrleansException or RunMovedException)
        {
            Log.ClusterAway(logger, error, context.Request.Path);
            return PossibleRun.Problem(context, ProblemKind.ClusterUnavailable, "The cluster could not take the request at the moment. Try again.");
        }

        Log.TimedOut(logger, error, context.Request.Path);
        return PossibleRun.Problem(context, ProblemKind.TimedOut, "The cluster took too long to answer. What was asked for may happen all the same: look before you repeat it, or repeat it with the same Idempotency-Key.");
    }

    private Problem Fault(Exception error, HttpContext context)
    {
        Log.Failed(logger, error, context.Request.Path, context.TraceIdentifier);
        return PossibleRun.Problem(context, ProblemKind.Internal, $"The request could not be carried out because of a fault in RayFlow. The server's log tells more under {context.TraceIdentifier}.");
    }

    private Problem StorageAway(string reason, HttpContext context)
    {
        Log.StorageAway(logger, context.Request.Path, reason);
        return PossibleRun.Problem(context, ProblemKind.StorageUnavailable, reason);
    }
}
