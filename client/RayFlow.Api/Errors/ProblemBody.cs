using System.ComponentModel;
using System.Text.Json;
using RayFlow.Api.Flows;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Errors;

// What refusals look like, for the API description; a test holds them to what is written.

[Description("A refusal as problem details (RFC 9457).")]
internal record ProblemBody
{
    [Description("Where this kind is described.")]
    public required string Type { get; init; }

    public required string Title { get; init; }

    [Description("The HTTP status.")]
    public required int Status { get; init; }

    [Description("A stable code.")]
    public required string Code { get; init; }

    [Description("What happened here, and what to do.")]
    public required string Detail { get; init; }

    [Description("invalid_flow, invalid_inputs: every problem.")]
    public IReadOnlyList<DiagnosticBody>? Errors { get; init; }

    [Description("invalid_flow, invalid_inputs: what else is to be said of the flow.")]
    public IReadOnlyList<DiagnosticBody>? Warnings { get; init; }

    [Description("invalid_json, json_too_deep: the line, from 1.")]
    public int? Line { get; init; }

    [Description("invalid_json, json_too_deep: the column, from 1.")]
    public int? Column { get; init; }

    [Description("invalid_request: the place in the body, a JSON pointer (RFC 6901).")]
    public string? Pointer { get; init; }

    [Description("server_stopping: the run that goes on. When a start got no answer (storage_unavailable, cluster_unavailable, timed_out, internal_error): the run that may have started.")]
    public string? RunId { get; init; }

    [Description("command_refused: where the run is in its life.")]
    public RunStatus? RunStatus { get; init; }

    [Description("version_conflict: the latest version, if there is one.")]
    public int? CurrentVersion { get; init; }

    [Description("not_ready: database, cluster, or process if it leaves.")]
    public string? Part { get; init; }
}

[Description("The answer of a run that ended without a RETURN: it failed, or was cancelled.")]
internal sealed record FailedRunBody : ProblemBody
{
    [Description("False.")]
    public required bool Success { get; init; }

    [Description("32 hexadecimal digits.")]
    public new required string RunId { get; init; }

    public required Dictionary<string, JsonElement>? Result { get; init; }

    public required string? ReturnNode { get; init; }

    public required int? StatusCode { get; init; }

    [Description("Why it failed; null if it was cancelled.")]
    public required ErrorBody? Error { get; init; }

    [Description("What the run did.")]
    public required StatisticsBody? Statistics { get; init; }
}
