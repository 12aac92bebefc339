using System.ComponentModel;
using System.Text.Json;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

// What the answers look like, for the API description. RunJson writes them; a test holds the two together.

[Description("A run as it is at one moment.")]
internal record RunBody
{
    [Description("32 hexadecimal digits.")]
    public required string RunId { get; init; }

    [Description("The flow's name; empty if it has none.")]
    public required string Flow { get; init; }

    [Description("The version of a saved flow; null for a document that came with the request.")]
    public required int? FlowVersion { get; init; }

    [Description("Where the run is in its life.")]
    public required RunStatus Status { get; init; }

    [Description("When it was accepted, UTC.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("When it ended, UTC; null while it has not.")]
    public required DateTimeOffset? EndedAt { get; init; }

    [Description("START's inputs; not in lists.")]
    public Dictionary<string, JsonElement>? Inputs { get; init; }

    [Description("The inputs of the RETURN that ended it; null while none has, and in lists.")]
    public required Dictionary<string, JsonElement>? Result { get; init; }

    [Description("The id of the RETURN that ended it.")]
    public required string? ReturnNode { get; init; }

    [Description("That RETURN's status code.")]
    public required int? StatusCode { get; init; }

    [Description("Why it failed.")]
    public required ErrorBody? Error { get; init; }

    [Description("What it did.")]
    public required StatisticsBody? Statistics { get; init; }

    [Description("What a waiting run waits for.")]
    public required IReadOnlyList<WaitBody> WaitingFor { get; init; }

    [Description("The run that this one is a child of.")]
    public required string? ParentRunId { get; init; }

    [Description("Whose past it has; null for a run that has its own, and in lists.")]
    public required ForkedFromBody? ForkedFrom { get; init; }
}

[Description("Where the past of a fork comes from.")]
internal sealed record ForkedFromBody(
    [property: Description("The run whose past it is.")] string RunId,
    [property: Description("That run's last event that is a part of it.")] long Seq);

[Description("Starts a new run that has this one's past up to a point: after an event, or just before a node fires.")]
internal sealed record ForkBody(
    [property: Description("After this event of the run's event stream; one in the middle of a computation stands for the next at which the run stood still.")] long? At = null,
    [property: Description("Instead of at: just before this node fires.")] string? NodeId = null,
    [property: Description("That node's frame such as for1[3]; default: the root.")] string? Frame = null,
    [property: Description("Inputs of that node that are to be different.")] Dictionary<string, JsonElement>? Inputs = null,
    [property: Description("Instead of inputs: the node is not executed and has these outputs.")] Dictionary<string, JsonElement>? Outputs = null,
    [property: Description("Variables that are to have other values from there.")] Dictionary<string, JsonElement>? Variables = null);

[Description("A page of runs, newest first.")]
internal sealed record RunListBody(
    IReadOnlyList<RunBody> Items,
    [property: Description("Send it as cursor to continue; null: there is no more.")] string? NextCursor);

[Description("The answer of a run that completed.")]
internal record ExecuteAnswerBody
{
    [Description("True: the run completed at a RETURN, whatever its status code.")]
    public required bool Success { get; init; }

    [Description("32 hexadecimal digits.")]
    public required string RunId { get; init; }

    [Description("The RETURN's inputs.")]
    public required Dictionary<string, JsonElement>? Result { get; init; }

    [Description("The RETURN's id.")]
    public required string? ReturnNode { get; init; }

    [Description("The RETURN's status code.")]
    public required int? StatusCode { get; init; }

    [Description("What the run did.")]
    public required StatisticsBody? Statistics { get; init; }
}

[Description("A run that was accepted.")]
internal sealed record AcceptedBody(
    [property: Description("32 hexadecimal digits.")] string RunId,
    RunStatus Status);

[Description("What a run did. Times are in seconds.")]
internal sealed record StatisticsBody(
    [property: Description("From the start to the end, or to now.")] double TotalTime,
    [property: Description("Node instances that completed or failed; skipped ones do not count.")] long NodesExecuted,
    [property: Description("Node instances that completed in another run, whose outputs this one has; they are not among those executed.")] long NodesTakenOver,
    long NodesFailed,
    [property: Description("Seconds per node id, added up over its instances.")] Dictionary<string, double> NodeTimes,
    [property: Description("Errors that did not end the run, and the one that did; the first 100.")] IReadOnlyList<ErrorBody> Errors);

[Description("An error of a run or of one of its nodes.")]
internal sealed record ErrorBody(
    [property: Description("A stable code.")] string Code,
    string Message,
    string? NodeId,
    [property: Description("The frame such as for1[3]; empty for the root.")] string Frame,
    [property: Description("The attempt that failed, from 1; 0 if no node did.")] int Attempt);

[Description("Something that a run waits for.")]
internal sealed record WaitBody(
    [property: Description("timer, signal, child_run, retry; for a run that cannot be replayed node_type, nondeterminism or journal.")] string Kind,
    string NodeId,
    string Frame,
    [property: Description("The signal's name, the child's run id or the node type.")] string Name,
    [property: Description("When the wait ends by itself, UTC; null: never.")] DateTimeOffset? DueAt,
    [property: Description("Why a run cannot be replayed, and what helps; absent for other waits.")] string? Reason = null);

[Description("One node instance of a run.")]
internal sealed record HistoryItemBody(
    string NodeId,
    [property: Description("The frame such as for1[3]; empty for the root.")] string Frame,
    [property: Description("running, waiting, completed, failed, skipped, cancelled or taken_over.")] string State,
    [property: Description("For a skipped one: what made it so.")] string? SkippedBecause,
    int Attempts,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationSeconds,
    Dictionary<string, JsonElement>? Inputs,
    Dictionary<string, JsonElement>? Outputs,
    ErrorBody? Error,
    [property: Description("The run that it called.")] string? ChildRunId,
    [property: Description("Its place in the history, from 1.")] long Position);

[Description("A page of node instances in the order in which they started.")]
internal sealed record HistoryBody(
    IReadOnlyList<HistoryItemBody> Items,
    [property: Description("Send it as cursor to continue; null: there is no more.")] string? NextCursor);

[Description("Starts a new run that takes over results of this one: every one before a node (from), or every one that would come out the same (changed_only).")]
internal sealed record RerunBody(
    [property: Description("The node to start again from.")] string? From = null,
    [property: Description("With from: inputs of that node that are to be different. With changed_only: inputs of the run that are.")] Dictionary<string, JsonElement>? Inputs = null,
    [property: Description("Runs the whole flow again, but for effects and heavy nodes whose type, settings and inputs are the same.")] bool? ChangedOnly = null,
    [property: Description("With changed_only: the flow to run instead of that of the run.")] Dictionary<string, JsonElement>? Flow = null);
