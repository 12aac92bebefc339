using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.Api.Execution;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Runs;

/// <summary><c>/api/runs</c>: the life of runs.</summary>
internal static class RunsApi
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).Named("ListRuns", "Lists runs, newest first").Refuses(400, 503);
        runs.MapGet("{id}", GetAsync).Named("GetRun", "A run as it is now").Refuses(404, 503);
        runs.MapGet("{id}/flow", GetFlowAsync).Named("GetRunFlow", "The flow document that a run started with, as it was given").Refuses(404, 503);
        runs.MapGet("{id}/history", GetHistoryAsync).Named("GetRunHistory", "A run's node instances in the order in which they started").Refuses(400, 404, 503);
        runs.MapGet("{id}/events", GetEventsAsync)
            .Named("GetRunEvents", "A run's events as server-sent events, from the start or after Last-Event-ID, up to its end")
            .Produces(200, contentType: RunEvents.ContentType).Produces(204).Refuses(400, 404, 503);
        runs.MapMoments();
        runs.MapForks();
        MapCommand(runs, "cancel", RunCommand.Cancel, "Cancels a run; its finally regions still run");
        MapCommand(runs, "pause", RunCommand.Pause, "Pauses a run: no new node starts");
        MapCommand(runs, "resume", RunCommand.Resume, "Goes on with a paused run");
        MapCommand(runs, "retry", RunCommand.Retry, "Goes on with a failed run from its failed nodes, keeping what completed");
        runs.MapPost("{id}/terminate", TerminateAsync)
            .Named("TerminateRun", "Ends a run at once whatever state it is in, also one that cannot be replayed; its finally regions do not run").Refuses(404, 409, 503);
        runs.MapPost("{id}/signals/{name}", SignalAsync).AcceptsJson<object>(optional: true)
            .Named("SendSignal", "Sends a signal to a run; the body is its payload. One that comes before its wait is kept for it").Refuses(400, 404, 409, 413, 415, 503);
        runs.MapPost("{id}/rerun", RerunAsync).AcceptsJson<RerunBody>()
            .Named("RerunFrom", "Starts a new run that takes over every result of this one before a node, or every one that would come out the same").Refuses(400, 404, 413, 415, 503);
    }

    private static void MapCommand(RouteGroupBuilder runs, string verb, RunCommand command, string summary) => runs
        .MapPost($"{{id}}/{verb}", (string id, IGrainFactory grains, CancellationToken cancellation) => CommandAsync(id, command, grains, cancellation))
        .Named($"{command}Run", summary).Refuses(404, 409, 503);

    private static async Task<RunListAnswer> ListAsync(
        IGrainFactory grains,
        [Description("Only runs of this flow.")] string? flow,
        [Description("Only runs in this state.")] string? status,
        [Description("Only runs that started then or later: ISO 8601.")] DateTimeOffset? since,
        [Description("next_cursor of the page before.")] string? cursor,
        [Description("At most this many, 1 to 1,000; default 50.")] int? limit,
        [FromQuery(Name = "parent_run_id"), Description("Only children of this run.")] string? parent,
        CancellationToken cancellation)
    {
        RunStatus? wanted = status is null ? null : RunJson.StatusOf(status)
            ?? throw JsonBody.Invalid($"status is one of {string.Join(", ", RunJson.Names)}, not '{status}'.");
        var query = new RunQuery(flow, wanted, since, cursor, Paging.Limit(limit), parent);
        return new RunListAnswer(await Takeover.OutlastAsync(() => grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).ListAsync(query, cancellation)));
    }

    /// <summary>An ended run is told from its row in the index; any other by its grain.</summary>
    private static async Task<RunSummary?> FindAsync(string run, IGrainFactory grains, CancellationToken cancellation) =>
        await Takeover.OutlastAsync(async () =>
            await grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).FindEndedAsync(run, cancellation)
            ?? await grains.GetGrain<IWorkflowGrain>(run).GetAsync(cancellation));

    private static async Task<Results<RunAnswer, Problem>> GetAsync(string id, IGrainFactory grains, CancellationToken cancellation) =>
        RunId.TryRead(id, out var run) && await FindAsync(run, grains, cancellation) is { } found
            ? new RunAnswer(found)
            : RunProblems.NotFound(id);

    private static async Task<Results<RunFlowAnswer, Problem>> GetFlowAsync(string id, IGrainFactory grains, CancellationToken cancellation) =>
        RunId.TryRead(id, out var run) && await Takeover.OutlastAsync(() => grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadFlowAsync(run, cancellation)) is { } document
            ? new RunFlowAnswer(document)
            : RunProblems.NotFound(id);

    private static async Task<Results<HistoryAnswer, Problem>> GetHistoryAsync(
        string id,
        IGrainFactory grains,
        [Description("next_cursor of the page before.")] string? cursor,
        [Description("At most this many, 1 to 1,000; default 50.")] int? limit,
        [FromQuery(Name = "node_id"), Description("Only instances of this node.")] string? node,
        [Description("Only instances in this frame, such as for1[3].")] string? frame,
        CancellationToken cancellation)
    {
        var query = new HistoryQuery(Paging.Position(cursor), Paging.Limit(limit), node, frame);
        return RunId.TryRead(id, out var run) && await Takeover.OutlastAsync(() => grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadHistoryAsync(run, query, cancellation)) is { } page
            ? new HistoryAnswer(page)
            : RunProblems.NotFound(id);
    }

    private static async Task<IResult> GetEventsAsync(
        string id,
        IGrainFactory grains,
        [FromHeader(Name = "Last-Event-ID"), Description("The last event that the reader has; browsers send it by themselves.")] string? lastEventId,
        [Description("The same, for whoever cannot send headers.")] long? after,
        CancellationToken cancellation)
    {
        var seen = Math.Max(0, after ?? 0);
        if (!string.IsNullOrEmpty(lastEventId) && (!long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out seen)))
        {
            throw JsonBody.Invalid($"Last-Event-ID is the number of an event, not '{lastEventId}'.");
        }

        if (!RunId.TryRead(id, out var run))
        {
            return RunProblems.NotFound(id);
        }

        var grain = grains.GetGrain<IWorkflowGrain>(run);
        return await Takeover.OutlastAsync(() => grain.ReadEventsAsync(seen, RunEvents.PageSize, TimeSpan.Zero, cancellation)) is { } first
            ? new RunEvents(grain, seen, first)
            : RunProblems.NotFound(id);
    }

    private static async Task<Results<RunAnswer, Problem>> CommandAsync(string id, RunCommand command, IGrainFactory grains, CancellationToken cancellation) =>
        RunId.TryRead(id, out var run)
            ? Answer(await Takeover.OutlastAsync(async mayBeDone => Repeated(command, mayBeDone, await grains.GetGrain<IWorkflowGrain>(run).CommandAsync(command, cancellation))), id)
            : RunProblems.NotFound(id);

    private static async Task<Results<RunAnswer, Problem>> TerminateAsync(string id, IGrainFactory grains, CancellationToken cancellation) =>
        RunId.TryRead(id, out var run)
            ? Answer(await Takeover.OutlastAsync(async mayBeDone => Repeated(
                RunCommand.Terminate, mayBeDone, await grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).TerminateAsync(run, cancellation))), id)
            : RunProblems.NotFound(id);

    private static async Task<Results<RunAnswer, Problem>> SignalAsync(
        string id,
        string name,
        HttpContext context,
        IGrainFactory grains,
        CancellationToken cancellation)
    {
        if (!RunId.TryRead(id, out var run))
        {
            return RunProblems.NotFound(id);
        }

        Value payload;
        using (var body = await RequestBody.ReadAsync(context))
        {
            payload = JsonBody.ReadValue(body.Span);
        }

        var key = context.Request.Headers["Idempotency-Key"];
        var signal = new SendSignal(name, payload, key.Count == 0 ? null : key.ToString());
        return Answer(await Takeover.OutlastAsync(() => grains.GetGrain<IWorkflowGrain>(run).SignalAsync(signal, cancellation), signal.SignalId is not null), id);
    }

    private static async Task<Results<AcceptedAnswer, Problem>> RerunAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!RunId.TryRead(id, out var other))
        {
            return RunProblems.NotFound(id);
        }

        StartRun start;
        using (var body = await RequestBody.ReadAsync(context))
        {
            start = RerunRequest.Read(body.Span, other);
        }

        var (run, refused) = await RequestedRun.RunAsync(context, grains, start with { TraceParent = RequestedRun.TraceParent(context) }, isDetached: true);
        return run is null ? refused! : new AcceptedAnswer(run.RunId, run.Status);
    }

    /// <summary>A command whose first answer was lost with its silo is refused the second time if the first was carried out: where it led the run, it was.</summary>
    private static CommandResult Repeated(RunCommand command, bool mayBeDone, CommandResult result) =>
        mayBeDone && result is { Refused: not null, Run.Status: var status } && command switch
        {
            RunCommand.Cancel or RunCommand.Terminate => status == RunStatus.Cancelled,
            RunCommand.Pause => status == RunStatus.Paused,
            _ => status is RunStatus.Running or RunStatus.Waiting,
        }
            ? result with { Refused = null }
            : result;

    private static Results<RunAnswer, Problem> Answer(CommandResult result, string id) => result switch
    {
        { Run: null } => RunProblems.NotFound(id),
        { Refused: { } reason } => new Problem(
            result.Code == CommandResult.SignalsFull ? ProblemKind.SignalsFull : ProblemKind.CommandRefused,
            reason,
            writer => writer.WriteString("run_status"u8, RunJson.NameOf(result.Run.Status))),
        _ => new RunAnswer(result.Run),
    };
}
