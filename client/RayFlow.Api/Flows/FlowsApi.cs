using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;

namespace RayFlow.Api.Flows;

/// <summary><c>/api/flows</c>: validation, and saved flows with their versions.</summary>
internal static class FlowsApi
{
    private const string DocumentShape = "the flow document";

    public static void MapFlows(this IEndpointRouteBuilder routes)
    {
        var flows = routes.MapGroup("/api/flows").WithTags("Flows");
        flows.MapFlowTests();
        flows.MapPost("validate", ValidateAsync).AcceptsJson<Dictionary<string, JsonElement>>()
            .Named("ValidateFlow", "Every problem of a flow document").Refuses(400, 413, 415);
        flows.MapGet("", ListAsync).Named("ListFlows", "Lists saved flows by name").Refuses(400, 503);
        flows.MapPut("{name}", SaveAsync).AcceptsJson<Dictionary<string, JsonElement>>()
            .Named("SaveFlow", "Saves a flow; a change is a new version. If-Match guards against lost edits").Refuses(400, 412, 413, 415, 503);
        flows.MapGet("{name}", GetAsync).Named("GetFlow", "A flow document as it was saved; the latest version, or ?version=").Refuses(404, 503);
        flows.MapDelete("{name}", DeleteAsync).Named("DeleteFlow", "Deletes a flow; runs keep the version that they started with").Produces(204).Refuses(404, 412, 503);
        flows.MapGet("{name}/versions", ListVersionsAsync).Named("ListFlowVersions", "The versions of a flow, newest first").Refuses(404, 503);
        flows.MapGet("{name}/versions/{version:int}", GetVersionAsync).Named("GetFlowVersion", "One version of a flow document as it was saved").Refuses(404, 503);
        flows.MapGet("{name}/schema", GetSchemaAsync).Named("GetFlowSchema", "JSON Schema of a flow's inputs and of each of its returns").Refuses(404, 503);
    }

    private static async Task<ValidationAnswer> ValidateAsync(HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        var document = await ReadDocumentAsync(context);
        return new(await Takeover.OutlastAsync(() => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).ValidateAsync(document, cancellation)));
    }

    private static async Task<FlowListAnswer> ListAsync(
        IGrainFactory grains,
        [Description("next_cursor of the page before.")] string? cursor,
        [Description("At most this many, 1 to 1,000; default 50.")] int? limit,
        CancellationToken cancellation)
    {
        var wanted = Paging.Limit(limit);
        var found = await Takeover.OutlastAsync(() => grains.GetGrain<IFlowDirectoryGrain>(IFlowDirectoryGrain.Key).ListAsync(cursor, wanted + 1, cancellation));
        return found.Count <= wanted ? new(found, null) : new([.. found.Take(wanted)], found[wanted - 1].Name);
    }

    private static async Task<Results<SavedAnswer, Problem>> SaveAsync(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        var grain = grains.GetGrain<IFlowGrain>(FlowName.RequireNew(name));
        var document = await ReadDocumentAsync(context);
        var expected = await FlowTags.ExpectedAsync(context.Request, async () => (await Takeover.OutlastAsync(() => grain.GetAsync(null, cancellation)))?.Version);
        var isLatest = false;
        var result = await Takeover.OutlastAsync(async mayBeDone =>
        {
            var answer = await grain.SaveAsync(new SaveFlow(document, expected), CancellationToken.None);

            // The version that stands in the way may be the one that was saved when the answer was lost.
            isLatest = mayBeDone && answer.Saved?.Hash == Convert.ToHexStringLower(SHA256.HashData(document));
            return answer;
        });
        return result switch
        {
            { Conflict: true, Saved: { } saved } when isLatest => new SavedAnswer(saved, true, result.Diagnostics),
            { Conflict: true } => FlowProblems.Changed(name, result.Saved),
            { Saved: { } saved } => new SavedAnswer(saved, result.Created, result.Diagnostics),
            _ => FlowProblems.Unreadable(result.Diagnostics),
        };
    }

    private static Task<Results<FlowDocumentAnswer, Problem>> GetAsync(string name, int? version, HttpContext context, IGrainFactory grains, CancellationToken cancellation) =>
        FindAsync(name, version, context, grains, cancellation);

    private static Task<Results<FlowDocumentAnswer, Problem>> GetVersionAsync(string name, int version, HttpContext context, IGrainFactory grains, CancellationToken cancellation) =>
        FindAsync(name, version, context, grains, cancellation);

    private static async Task<Results<FlowDocumentAnswer, Problem>> FindAsync(
        string name, int? version, HttpContext context, IGrainFactory grains, CancellationToken cancellation) =>
        await Takeover.OutlastAsync(() => grains.GetGrain<IFlowGrain>(FlowName.Require(name)).GetAsync(version, cancellation)) is { Document: not null } flow
            ? new FlowDocumentAnswer(flow, FlowTags.IsKnown(context.Request, flow.Version))
            : FlowProblems.NotFound(name, version);

    private static async Task<Results<NoContent, Problem>> DeleteAsync(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        var grain = grains.GetGrain<IFlowGrain>(FlowName.Require(name));
        var expected = await FlowTags.ExpectedAsync(context.Request, async () => (await Takeover.OutlastAsync(() => grain.GetAsync(null, cancellation)))?.Version);
        var wasDeleted = false;
        return await Takeover.OutlastAsync(mayBeDone =>
        {
            wasDeleted = mayBeDone;
            return grain.DeleteAsync(expected, CancellationToken.None);
        }) switch
        {
            true => TypedResults.NoContent(),
            false when wasDeleted => TypedResults.NoContent(),
            false => FlowProblems.NotFound(name),
            null => FlowProblems.Changed(name, await Takeover.OutlastAsync(() => grain.GetAsync(null, cancellation))),
        };
    }

    private static async Task<Results<FlowListAnswer, Problem>> ListVersionsAsync(string name, IGrainFactory grains, CancellationToken cancellation) =>
        await Takeover.OutlastAsync(() => grains.GetGrain<IFlowGrain>(FlowName.Require(name)).GetVersionsAsync(cancellation)) is { Count: > 0 } versions
            ? new FlowListAnswer(versions, null)
            : FlowProblems.NotFound(name);

    private static async Task<Results<FlowSchema, Problem>> GetSchemaAsync(string name, int? version, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await Takeover.OutlastAsync(() => grains.GetGrain<IFlowGrain>(FlowName.Require(name)).GetAsync(version, cancellation)) is not { Document: { } text } flow)
        {
            return FlowProblems.NotFound(name, version);
        }

        var parsed = FlowDocumentParser.Parse(text, FlowLimits.Default with { MaxBytes = int.MaxValue });
        return parsed.Document is { } document
            ? new FlowSchema(flow, document, new OutputTypes(await Takeover.OutlastAsync(() => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).GetNodesAsync(cancellation))))
            : FlowProblems.Unreadable(parsed.Diagnostics);
    }

    private static async Task<byte[]> ReadDocumentAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context);
        JsonBody.RequireObject(body.Span, DocumentShape);
        return body.Span.ToArray();
    }
}
