using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RayFlow.Api.Bodies;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Execution;

/// <summary>The flow as a service: the RETURN's inputs as the body, its status code as the status.</summary>
internal sealed class ReturnAnswer(RunSummary run) : JsonAnswer<Dictionary<string, JsonElement>>, IResult
{
    public override int? StatusCode => run.StatusCode ?? StatusCodes.Status200OK;

    /// <summary>RFC 9110 gives these no content.</summary>
    private bool HasBody => StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    Task IResult.ExecuteAsync(HttpContext httpContext)
    {
        if (StatusCode < StatusCodes.Status200OK)
        {
            return new Problem(
                ProblemKind.UnusableStatus,
                $"The run {run.RunId} ended at '{run.ReturnNode}' with status {StatusCode}, which announces an answer and is none. Give that RETURN a status_code of 200 or above.")
                .ExecuteAsync(httpContext);
        }

        if (HasBody)
        {
            return ExecuteAsync(httpContext);
        }

        httpContext.Response.StatusCode = StatusCode ?? StatusCodes.Status200OK;
        SetHeaders(httpContext.Response);
        return Task.CompletedTask;
    }

    protected override void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["RayFlow-Run-Id"] = run.RunId;
        response.Headers["RayFlow-Return-Node"] = run.ReturnNode;
    }

    protected override void Write(Utf8JsonWriter writer) => ValueJson.Write(writer, run.Result ?? ValueMap.Empty);
}
