using RayFlow.Api.Errors;
using RayFlow.Api.Flows;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Execution;

/// <summary>Why a run was not started, as problems.</summary>
internal static class Refusals
{
    public static Problem Of(StartRunResult result)
    {
        var kind = result.Refusal switch
        {
            StartRefusal.InvalidFlow => ProblemKind.InvalidFlow,
            StartRefusal.InvalidInputs => ProblemKind.InvalidInputs,
            StartRefusal.FlowNotFound => ProblemKind.FlowNotFound,
            StartRefusal.RunNotFound => ProblemKind.RunNotFound,
            StartRefusal.NodeNotFound => ProblemKind.NodeNotFound,
            StartRefusal.NoSuchEvent => ProblemKind.NoSuchEvent,
            StartRefusal.RunEnded => ProblemKind.RunEnded,
            StartRefusal.TooDeep => ProblemKind.TooDeep,
            StartRefusal.Busy => ProblemKind.Busy,
            _ => ProblemKind.InvalidRequest,
        };
        var diagnostics = result.Diagnostics ?? [];
        return new Problem(kind, Detail(result, diagnostics.Count), writer => DiagnosticJson.WriteAll(writer, diagnostics));
    }

    private static string? Detail(StartRunResult result, int problems) => result switch
    {
        { Message.Length: > 0 } => result.Message,
        { Refusal: StartRefusal.InvalidFlow } => $"The flow has {problems} problem{(problems == 1 ? "" : "s")}; 'errors' lists them.",
        _ => null,
    };
}
