using RayFlow.Api.Bodies;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Runs;

/// <summary>The body of <c>POST /api/runs/{id}/rerun</c>.</summary>
internal static class RerunRequest
{
    private const string Form = """{"from": NODE, "inputs"?: {…}} or {"changed_only": true, "flow"?: DOCUMENT, "inputs"?: {…}}""";

    public static StartRun Read(ReadOnlySpan<byte> json, string other)
    {
        var body = JsonBody.ReadDict(json, Form);
        if (body.Keys.FirstOrDefault(key => key is not ("from" or "changed_only" or "flow" or "inputs")) is { } unknown)
        {
            throw JsonBody.Invalid($"The body has a field '{unknown}' that is not known. Its form is {Form}.", $"/{unknown}");
        }

        var changedOnly = body.TryGetValue("changed_only", out var flag) && !flag.IsNull
            && (flag.Kind == ValueKind.Bool ? flag.AsBool() : throw JsonBody.Invalid("'changed_only' is true or false.", "/changed_only"));
        return changedOnly ? ChangedOnly(body, other) : From(body, other);
    }

    private static StartRun ChangedOnly(ValueMap body, string other)
    {
        if (body.ContainsKey("from"))
        {
            throw JsonBody.Invalid($"Give 'from' or 'changed_only'. The form is {Form}.", "/from");
        }

        return new StartRun
        {
            Document = RunJson.Dict(body, "flow") is { } flow ? ValueJson.ToUtf8(flow) : null,
            Rerun = new RerunFrom(other, "", RunJson.Dict(body, "inputs"), ChangedOnly: true),
        };
    }

    private static StartRun From(ValueMap body, string other)
    {
        if (body.ContainsKey("flow"))
        {
            throw JsonBody.Invalid("'flow' goes with 'changed_only': a run from a node is one of the same flow.", "/flow");
        }

        var from = body.TryGetValue("from", out var node) && node.Kind == ValueKind.Str
            ? node.AsStr()
            : throw JsonBody.Invalid("'from' must be the id of the node to start again from.", "/from");
        return new StartRun { Rerun = new RerunFrom(other, from, RunJson.Dict(body, "inputs")) };
    }
}
