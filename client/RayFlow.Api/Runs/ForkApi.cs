using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.Api.Execution;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Runs;

/// <summary>Runs that go on from any point of another.</summary>
internal static class ForkApi
{
    private const string Form = """{"at": SEQ} or {"node_id": NODE, "frame"?: FRAME, "inputs"? or "outputs"?: {…}}, and "variables"?: {…}""";

    private static readonly string[] Fields = ["at", "node_id", "frame", "inputs", "outputs", "variables"];

    private static readonly string[] FieldsOfNodes = ["frame", "inputs", "outputs"];

    public static void MapForks(this RouteGroupBuilder runs) => runs.MapPost("{id}/fork", ForkAsync).AcceptsJson<ForkBody>()
        .Named("ForkRun", "Starts a new run that has this one's past up to a point, and a future of its own").Refuses(400, 404, 409, 413, 415, 429, 503);

    private static async Task<Results<AcceptedAnswer, Problem>> ForkAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!RunId.TryRead(id, out var other))
        {
            return RunProblems.NotFound(id);
        }

        ForkFrom fork;
        using (var body = await RequestBody.ReadAsync(context))
        {
            fork = Read(JsonBody.ReadDict(body.Span, Form), other);
        }

        var start = new StartRun { Fork = fork, TraceParent = RequestedRun.TraceParent(context) };
        var (run, refused) = await RequestedRun.RunAsync(context, grains, start, isDetached: true);
        return run is null ? refused! : new AcceptedAnswer(run.RunId, run.Status);
    }

    private static ForkFrom Read(ValueMap body, string other)
    {
        if (body.Keys.FirstOrDefault(key => !Fields.Contains(key)) is { } unknown)
        {
            throw JsonBody.Invalid($"The body has a field '{unknown}' that is not known. Its form is {Form}.", $"/{unknown}");
        }

        var at = Optional(body, "at") is not { } given ? (long?)null
            : given.IsInt ? given.AsInt()
            : throw JsonBody.Invalid("'at' must be the number of an event.", "/at");
        var node = Text(body, "node_id");
        if (at is null == node is null)
        {
            throw JsonBody.Invalid($"Give one point: 'at' (after an event) or 'node_id' with its 'frame' (before it fires). The form is {Form}.");
        }

        if (node is null && FieldsOfNodes.FirstOrDefault(name => Optional(body, name) is not null) is { } ofNode)
        {
            throw JsonBody.Invalid($"'{ofNode}' is that of a node: give 'node_id' instead of 'at'.", $"/{ofNode}");
        }

        var (inputs, outputs) = (RunJson.Dict(body, "inputs"), RunJson.Dict(body, "outputs"));
        return inputs is not null && outputs is not null
            ? throw JsonBody.Invalid("Give 'inputs' or 'outputs': a node that has its outputs reads nothing.", "/outputs")
            : new ForkFrom { RunId = other, At = at, NodeId = node, Frame = Text(body, "frame") ?? "", Inputs = inputs, Outputs = outputs, Variables = RunJson.Dict(body, "variables") };
    }

    private static string? Text(ValueMap body, string name) => Optional(body, name) is not { } given ? null
        : given.Kind == ValueKind.Str ? given.AsStr()
        : throw JsonBody.Invalid($"'{name}' must be a string.", $"/{name}");

    private static Value? Optional(ValueMap body, string name) => body.TryGetValue(name, out var given) && !given.IsNull ? given : default(Value?);
}
