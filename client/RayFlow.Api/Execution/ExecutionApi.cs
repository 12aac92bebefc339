using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.Api.Flows;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Execution;

/// <summary>The calls that start runs.</summary>
internal static class ExecutionApi
{
    private const string Modes = "sync (default): the answer comes when the run has ended; async: as soon as it is accepted.";

    private static readonly int[] Refused = [400, 404, 409, 413, 415, 422, 503, 504];

    public static void MapExecution(this IEndpointRouteBuilder routes)
    {
        var flows = routes.MapGroup("/api/flows").WithTags("Flows");
        flows.MapPost("execute", ExecuteAsync).AcceptsJson<ExecuteBody>()
            .Named("Execute", "Runs a flow and waits for its end, or with ?mode=async answers at once. Idempotency-Key makes a repetition answer with the first run")
            .Refuses(Refused);
        flows.MapPost("{name}/execute", ExecuteSavedAsync).AcceptsJson<Dictionary<string, JsonElement>>(optional: true)
            .Named("ExecuteFlow", "The flow as a service: the body is its inputs, the answer's body and status are its RETURN's")
            .Refuses(Refused);
    }

    private static async Task<Results<ExecuteAnswer, AcceptedAnswer, Problem>> ExecuteAsync([Description(Modes)] string? mode, HttpContext context, IGrainFactory grains)
    {
        var isDetached = RequestedRun.IsDetached(mode);
        ExecuteRequest request;
        using (var body = await RequestBody.ReadAsync(context))
        {
            request = ExecuteRequest.Parse(body.Span, LongestTimeout(context));
        }

        var start = new StartRun
        {
            Document = request.Document,
            Inputs = request.Inputs,
            ErrorStrategy = request.ErrorStrategy,
            TimeoutSeconds = request.TimeoutSeconds,
            TraceParent = RequestedRun.TraceParent(context),
        };
        var (run, refused) = await RequestedRun.RunAsync(context, grains, start, isDetached);
        return run is null ? refused!
            : isDetached ? new AcceptedAnswer(run.RunId, run.Status)
            : run.Status == RunStatus.Completed ? new ExecuteAnswer(run)
            : RunProblems.Unsuccessful(run);
    }

    private static async Task<Results<ReturnAnswer, AcceptedAnswer, Problem>> ExecuteSavedAsync(
        string name,
        [Description(Modes)] string? mode,
        [Description("The flow's version; default: the latest.")] int? version,
        [FromQuery(Name = "error_strategy"), Description("The default of every node's policy: abort (default), continue, skip or retry.")] string? errorStrategy,
        [FromQuery(Name = "timeout_seconds"), Description("The run's deadline in seconds from its start, 30 days at most unless the server is configured otherwise; none by default.")] double? timeoutSeconds,
        HttpContext context,
        IGrainFactory grains)
    {
        var isDetached = RequestedRun.IsDetached(mode);
        ValueMap inputs;
        using (var body = await RequestBody.ReadAsync(context))
        {
            inputs = JsonBody.ReadDict(body.Span, "START's inputs");
        }

        var start = new StartRun
        {
            FlowName = FlowName.Require(name),
            FlowVersion = version,
            Inputs = inputs,
            ErrorStrategy = ExecuteRequest.StrategyOf(errorStrategy),
            TimeoutSeconds = ExecuteRequest.TimeoutOf(timeoutSeconds, LongestTimeout(context)),
            TraceParent = RequestedRun.TraceParent(context),
        };
        var (run, refused) = await RequestedRun.RunAsync(context, grains, start, isDetached);
        return run is null ? refused!
            : isDetached ? new AcceptedAnswer(run.RunId, run.Status)
            : run.Status == RunStatus.Completed ? new ReturnAnswer(run)
            : RunProblems.Unsuccessful(run);
    }

    private static double LongestTimeout(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.MaxTimeoutSeconds;
}
