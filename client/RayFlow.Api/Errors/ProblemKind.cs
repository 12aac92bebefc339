using System.Collections.Frozen;

namespace RayFlow.Api.Errors;

/// <summary>A kind of refusal: its HTTP status, its stable code, and its title (RFC 9457, section 3.1).</summary>
internal sealed record ProblemKind(int Status, string Code, string Title)
{
    public static readonly ProblemKind InvalidJson = new(400, "invalid_json", "The body is not JSON");
    public static readonly ProblemKind JsonTooDeep = new(400, "json_too_deep", "The body nests too deep");
    public static readonly ProblemKind InvalidRequest = new(400, "invalid_request", "The request does not fit");
    public static readonly ProblemKind InvalidFlow = new(400, "invalid_flow", "The flow has errors");
    public static readonly ProblemKind InvalidInputs = new(400, "invalid_inputs", "The inputs do not fit the flow");
    public static readonly ProblemKind ReservedName = new(400, "reserved_name", "The name is reserved");
    public static readonly ProblemKind TooDeep = new(400, "call_depth_exceeded", "Too many runs call each other");
    public static readonly ProblemKind Unauthorized = new(401, "unauthorized", "An API key is needed");
    public static readonly ProblemKind HostNotAllowed = new(403, "host_not_allowed", "The host name is not allowed");
    public static readonly ProblemKind OriginNotAllowed = new(403, "origin_not_allowed", "The page's origin is not allowed");
    public static readonly ProblemKind RouteNotFound = new(404, "route_not_found", "There is nothing at this address");
    public static readonly ProblemKind RunNotFound = new(404, "run_not_found", "The run does not exist");
    public static readonly ProblemKind FlowNotFound = new(404, "flow_not_found", "The flow does not exist");
    public static readonly ProblemKind NodeNotFound = new(404, "node_not_found", "The flow has no such node");
    public static readonly ProblemKind NoSuchEvent = new(404, "no_such_event", "The run has no such event");
    public static readonly ProblemKind NoSuchInstance = new(404, "no_such_instance", "The run has no such node instance");
    public static readonly ProblemKind MethodNotAllowed = new(405, "method_not_allowed", "The method is not allowed here");
    public static readonly ProblemKind CommandRefused = new(409, "command_refused", "The command does not fit the run's state");
    public static readonly ProblemKind RunEnded = new(409, "run_ended", "The run has ended at that point");
    public static readonly ProblemKind KeyReused = new(409, "idempotency_key_reused", "The idempotency key belongs to another request");
    public static readonly ProblemKind VersionConflict = new(412, "version_conflict", "The flow was changed meanwhile");
    public static readonly ProblemKind BodyTooLarge = new(413, "body_too_large", "The body is too large");
    public static readonly ProblemKind UnsupportedMediaType = new(415, "unsupported_media_type", "The body must be JSON");
    public static readonly ProblemKind RunFailed = new(422, "run_failed", "The run failed");
    public static readonly ProblemKind RunCancelled = new(422, "run_cancelled", "The run was cancelled");
    public static readonly ProblemKind Busy = new(429, "busy", "The server has as much to do as it may");
    public static readonly ProblemKind SignalsFull = new(429, "signals_full", "The run keeps as many signals as it may");
    public static readonly ProblemKind Internal = new(500, "internal_error", "Something went wrong here");
    public static readonly ProblemKind UnusableStatus = new(502, "unusable_status_code", "The RETURN's status cannot be an answer");
    public static readonly ProblemKind StorageUnavailable = new(503, "storage_unavailable", "The database is away");
    public static readonly ProblemKind ClusterUnavailable = new(503, "cluster_unavailable", "The cluster is away");
    public static readonly ProblemKind NoSilo = new(503, "no_silo", "No silo is there");
    public static readonly ProblemKind NotReady = new(503, "not_ready", "Not ready");
    public static readonly ProblemKind Stopping = new(503, "server_stopping", "The server is stopping");
    public static readonly ProblemKind TimedOut = new(504, "timed_out", "No answer in time");

    /// <summary>All of them, by status.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        InvalidJson, JsonTooDeep, InvalidRequest, InvalidFlow, InvalidInputs, ReservedName, TooDeep, Unauthorized, HostNotAllowed, OriginNotAllowed,
        RouteNotFound, RunNotFound, FlowNotFound, NodeNotFound, NoSuchEvent, NoSuchInstance, MethodNotAllowed, CommandRefused, RunEnded, KeyReused, VersionConflict, BodyTooLarge,
        UnsupportedMediaType, RunFailed, RunCancelled, Busy, SignalsFull, Internal, UnusableStatus, StorageUnavailable, ClusterUnavailable, NoSilo, NotReady,
        Stopping, TimedOut,
    ];

    /// <summary>Kinds by their status; of several with one status the most general.</summary>
    private static readonly FrozenDictionary<int, ProblemKind> ByStatus = new[]
    {
        InvalidRequest, Unauthorized, OriginNotAllowed, RouteNotFound, MethodNotAllowed, CommandRefused, VersionConflict,
        BodyTooLarge, UnsupportedMediaType, RunFailed, Busy, Internal, NotReady, TimedOut,
    }.ToFrozenDictionary(kind => kind.Status);

    /// <summary>What a bare status stands for when nothing more is known.</summary>
    public static ProblemKind Of(int status) =>
        ByStatus.TryGetValue(status, out var kind) ? kind : status < 500 ? InvalidRequest with { Status = status } : Internal;
}
