using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RayFlow.Api.Bodies;
using RayFlow.Api.Errors;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Execution;

/// <summary>Starts a run for a request and, unless it is to go on by itself, stays with it to its end.</summary>
internal static class RequestedRun
{
    /// <summary>How long one call to the cluster waits; well below its response timeout.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    /// <summary>Whether <c>mode</c> asks not to wait.</summary>
    public static bool IsDetached(string? mode) => mode switch
    {
        null or "sync" => false,
        "async" => true,
        _ => throw JsonBody.Invalid($"mode is sync or async, not '{mode}'."),
    };

    /// <summary>Starts a run under the request's idempotency key, or under a new id.</summary>
    /// <param name="context">The request.</param>
    /// <param name="grains">The cluster.</param>
    /// <param name="start">What is asked for.</param>
    /// <param name="isDetached">Whether the run is to go on by itself.</param>
    /// <returns>The run, ended unless it is detached; or why it was refused.</returns>
    public static async Task<(RunSummary? Run, Problem? Refused)> RunAsync(HttpContext context, IGrainFactory grains, StartRun start, bool isDetached)
    {
        var key = context.Request.Headers["Idempotency-Key"];
        var id = key.Count == 0 ? RunId.New() : RunId.OfKey(key.ToString());
        var grain = grains.GetGrain<IWorkflowGrain>(id.Value);
        PossibleRun.Note(context, id.Value);

        // Not cancelled with the request: a start that is on its way must end as one thing or the other.
        var started = await Takeover.OutlastAsync(() => grain.StartAsync(start, CancellationToken.None));
        if (started.Run is not { } run)
        {
            return (null, Refusals.Of(started));
        }

        if (key.Count > 0 && Differs(start, run))
        {
            return (null, new Problem(
                ProblemKind.KeyReused,
                $"The Idempotency-Key was used before, for the run {run.RunId} of another flow or with other inputs. Use a new key for a new request."));
        }

        return isDetached || run.HasEnded ? (run, null) : await WaitAsync(context, grain, run);
    }

    /// <summary>The trace that a run belongs to: the request's.</summary>
    public static string? TraceParent(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id
        : context.Request.Headers.TraceParent is [{ Length: 55 } given] && ActivityContext.TryParse(given, null, out _) ? given
        : null;

    private static async Task<(RunSummary? Run, Problem? Refused)> WaitAsync(HttpContext context, IWorkflowGrain grain, RunSummary run)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        var latest = run;
        try
        {
            while (!latest.HasEnded)
            {
                latest = await Takeover.OutlastAsync(() => grain.WaitForEndAsync(Wait, leaving.Token)) ?? latest;
            }

            return (latest, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return (null, new Problem(
                ProblemKind.Stopping,
                $"The server is stopping; the run {run.RunId} goes on and can be looked up at /api/runs/{run.RunId}.",
                writer => writer.WriteString("run_id"u8, run.RunId)) { Location = $"/api/runs/{run.RunId}" });
        }
    }

    /// <summary>Whether a run cannot have come from this request. Inputs that it has beside those given are START's defaults.</summary>
    private static bool Differs(StartRun start, RunSummary run)
    {
        if (start.FlowName is { } name && name != run.Flow)
        {
            return true;
        }

        if (start.Document is { } document && run.FlowHash.Length == 64
            && !run.FlowHash.Equals(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(document)), StringComparison.Ordinal))
        {
            return true;
        }

        return run.Inputs is { } inputs && start.Inputs.Any(given => !inputs.TryGetValue(given.Key, out var taken) || taken != given.Value);
    }
}
