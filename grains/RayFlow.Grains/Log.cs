using Microsoft.Extensions.Logging;

namespace RayFlow.Grains;

/// <summary>What the grains log. Events 1000 to 1999; never payloads.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Run {RunId} could not go on; it is woken again from its journal.")]
    public static partial void PumpFailed(this ILogger logger, string runId, Exception failure);

    [LoggerMessage(1002, LogLevel.Warning, "Run {RunId} is going on in another activation; this one gives way.")]
    public static partial void RunMoved(this ILogger logger, string runId, Exception conflict);

    // Storage says once that the database is away; how many runs wait for it is no news.
    [LoggerMessage(1003, LogLevel.Debug, "Run {RunId} waits for the database: {Reason}")]
    public static partial void CommitWaits(this ILogger logger, string runId, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Node {NodeId} of run {RunId} could not be reached; it is asked again.")]
    public static partial void HandOverFailed(this ILogger logger, string runId, string nodeId, Exception failure);

    [LoggerMessage(1005, LogLevel.Warning, "Node {NodeId} of run {RunId} was lost in attempt {Attempt}; it is started again with the same idempotency key.")]
    public static partial void NodeLost(this ILogger logger, string runId, string nodeId, int attempt);

    [LoggerMessage(1006, LogLevel.Warning, "Run {RunId} has ended, but its parent {ParentRunId} could not be told; it is woken to ask.")]
    public static partial void ParentNotTold(this ILogger logger, string runId, string parentRunId, Exception failure);

    [LoggerMessage(1007, LogLevel.Warning, "A recovery round failed; the next follows.")]
    public static partial void RecoveryFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1014, LogLevel.Debug, "Recovery waits for the database: {Reason}")]
    public static partial void RecoveryWaits(this ILogger logger, string reason);

    [LoggerMessage(1008, LogLevel.Information, "Took over {Count} runs whose silo is gone.")]
    public static partial void RunsClaimed(this ILogger logger, int count);

    [LoggerMessage(1009, LogLevel.Warning, "{Failed} of {Count} runs could not be woken; they are tried again. The first failure follows.")]
    public static partial void WakesFailed(this ILogger logger, int failed, int count, Exception failure);

    [LoggerMessage(1010, LogLevel.Warning, "Node {Key} could not report to its run; it tries again.")]
    public static partial void ReportFailed(this ILogger logger, string key, Exception failure);

    [LoggerMessage(1013, LogLevel.Warning, "Event {Event} could not start flow {Flow}: {Reason}")]
    public static partial void EventRefused(this ILogger logger, string @event, string flow, string reason);

    [LoggerMessage(1011, LogLevel.Information, "Deleted {Count} runs that ended more than {Days} days ago.")]
    public static partial void RunsDeleted(this ILogger logger, long count, double days);

    [LoggerMessage(1017, LogLevel.Information, "Deleted {Count} flow documents that no run and no saved version has.")]
    public static partial void DocumentsDeleted(this ILogger logger, long count);

    [LoggerMessage(1012, LogLevel.Warning, "Old runs could not be deleted; it is tried again.")]
    public static partial void RetentionFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1016, LogLevel.Warning, "The snapshot of run {RunId} is left aside; the run is restored from its whole journal: {Reason}")]
    public static partial void SnapshotLeftAside(this ILogger logger, string runId, string reason, Exception failure);

    [LoggerMessage(1015, LogLevel.Error, "{Call} failed.")]
    public static partial void GrainFailed(this ILogger logger, string call, Exception failure);

    [LoggerMessage(1020, LogLevel.Warning, "A node of the type {Type} holds its thread and does not end; another thread takes its place. {Count} of at most {Limit} are held so.")]
    public static partial void NodeStuck(this ILogger logger, string type, int count, int limit);

    [LoggerMessage(1021, LogLevel.Error, "{Reason}")]
    public static partial void NodesRefused(this ILogger logger, string reason);

    [LoggerMessage(1022, LogLevel.Error, "Attempt {Attempt} of node {Key} could not be made; its run is told.")]
    public static partial void AttemptFailed(this ILogger logger, string key, int attempt, Exception failure);

    [LoggerMessage(1023, LogLevel.Warning, "Node {Key} could not reach its run or an event; it tries again.")]
    public static partial void NodeCallFailed(this ILogger logger, string key, Exception failure);
}
