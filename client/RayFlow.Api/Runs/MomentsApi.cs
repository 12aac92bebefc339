using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

/// <summary>Runs at any of their moments, and why they are what they are.</summary>
internal static class MomentsApi
{
    private const string AtEvent = "After this event of the run's event stream; default: the last one so far.";

    public static void MapMoments(this RouteGroupBuilder runs)
    {
        runs.MapGet("{id}/state", GetStateAsync).Named("GetRunState", "A run as it was after any of its events: node instances, exec edges, variables, waits").Refuses(400, 404, 503);
        runs.MapGet("{id}/explain/{node}", ExplainAsync)
            .Named("ExplainNode", "Why a node instance fired, was skipped, waits or can never fire: the edges that decided, back to where that began").Refuses(400, 404, 503);
    }

    private static async Task<Results<MomentAnswerJson, Problem>> GetStateAsync(
        string id,
        IGrainFactory grains,
        [Description(AtEvent)] long? at,
        [Description("Only instances in this frame, such as for1[3]; empty: in the root.")] string? frame,
        [Description("next_cursor of the page before.")] string? cursor,
        [Description("At most this many node instances, 1 to 1,000; default 1,000.")] int? limit,
        CancellationToken cancellation)
    {
        var query = new MomentQuery(at, Paging.Position(cursor), Paging.Limit(limit ?? Paging.Largest), frame);
        if (!RunId.TryRead(id, out var run)
            || await Takeover.OutlastAsync(() => grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadMomentAsync(run, query, cancellation)) is not { } answer)
        {
            return RunProblems.NotFound(id);
        }

        return answer.Moment is { } moment ? new MomentAnswerJson(moment) : NoSuchEvent(id, at, answer.LastEvent);
    }

    private static async Task<Results<ExplanationAnswer, Problem>> ExplainAsync(
        string id,
        string node,
        IGrainFactory grains,
        [Description("The instance's frame, such as for1[3]; default: that which opened last.")] string? frame,
        [Description(AtEvent)] long? at,
        CancellationToken cancellation)
    {
        var query = new ExplainQuery(node, frame, at);
        if (!RunId.TryRead(id, out var run)
            || await Takeover.OutlastAsync(() => grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ExplainAsync(run, query, cancellation)) is not { } answer)
        {
            return RunProblems.NotFound(id);
        }

        return answer switch
        {
            { Explanation: { } explanation } => new ExplanationAnswer(explanation),
            { HasNode: false } => new Problem(ProblemKind.NodeNotFound, $"The flow of run '{id}' has no node '{node}'. GET /api/runs/{id}/flow tells what it has."),
            _ when at is < 1 || at > answer.LastEvent => NoSuchEvent(id, at, answer.LastEvent),
            _ => new Problem(ProblemKind.NoSuchInstance, $"Node '{node}' has no instance in frame '{frame}' then. GET /api/runs/{id}/state?at={at ?? answer.LastEvent} tells which there are."),
        };
    }

    private static Problem NoSuchEvent(string id, long? at, long last) => new(
        ProblemKind.NoSuchEvent,
        $"Run '{id}' has no event {at}: its events have the numbers 1 to {last} so far.",
        writer => writer.WriteNumber("last_event"u8, last));
}
