using Microsoft.Extensions.Logging;

namespace RayFlow.Grains;

/// <summary>What the grains log. Events 1000 to 1999; never payloads.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Run {RunId} could not go on; it is woken again from its journal.")]
    public static partial void LoopFailed(this ILogger logger, string runId, Exception failure);

    // The fence at work, in the wake of a silo's death: what an operator does about it is nothing.
    [LoggerMessage(1002, LogLevel.Information, "Run {RunId} goes on in another activation; this one gives way: {Reason}")]
    public static partial void RunMoved(this ILogger logger, string runId, string reason);

    [LoggerMessage(1018, LogLevel.Error, "The engine failed at an event of run {RunId}, which fails with engine_fault.")]
    public static partial void EngineFaulted(this ILogger logger, string runId, Exception failure);

    [LoggerMessage(1019, LogLevel.Error, "Run {RunId} cannot be replayed here and waits until it can: {Reason}")]
    public static partial void RunSuspended(this ILogger logger, string runId, string reason, Exception failure);

    [LoggerMessage(1027, LogLevel.Warning, "Run {RunId} was ended from the index, since its grain did not answer: {Reason}")]
    public static partial void TerminatedFromIndex(this ILogger logger, string runId, string reason);

    // Storage says once that the database is away; how many runs wait for it is no news.
    [LoggerMessage(1003, LogLevel.Debug, "Run {RunId} waits for the database: {Reason}")]
    public static partial void CommitWaits(this ILogger logger, string runId, string reason);

    // One line a call, whatever its reason: after a silo's death there are many, and they mend themselves.
    [LoggerMessage(1004, LogLevel.Information, "Run {RunId} could not reach {Peer}, which is a node, a child or its parent; it asks again: {Reason}")]
    public static partial void PeerNotReached(this ILogger logger, string runId, string peer, string reason);

    [LoggerMessage(1005, LogLevel.Warning, "Node {NodeId} of run {RunId} was lost in attempt {Attempt}; it is started again with the same idempotency key.")]
    public static partial void NodeLost(this ILogger logger, string runId, string nodeId, int attempt);

    [LoggerMessage(1007, LogLevel.Warning, "Recovery failed at something; it tries again.")]
    public static partial void RecoveryFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1014, LogLevel.Debug, "Recovery waits for the database: {Reason}")]
    public static partial void RecoveryWaits(this ILogger logger, string reason);

    [LoggerMessage(1008, LogLevel.Information, "Took over {Count} runs whose silo is gone.")]
    public static partial void RunsClaimed(this ILogger logger, int count);

    [LoggerMessage(1009, LogLevel.Warning, "{Failed} runs could not be woken; they are tried again, later each time. The first failure follows.")]
    public static partial void WakesFailed(this ILogger logger, int failed, Exception failure);

    [LoggerMessage(1030, LogLevel.Error, "Run {RunId} is parked until it is retried, resumed or ended. {Reason}")]
    public static partial void RunParked(this ILogger logger, string runId, string reason);

    [LoggerMessage(1031, LogLevel.Error, "Another RayFlow uses the database although one of the two is configured to be alone: this one takes over no runs any more. Stop one of them.")]
    public static partial void DatabaseNotAlone(this ILogger logger);

    [LoggerMessage(1032, LogLevel.Information, "The cluster's maintenance could not be reached; it is tried again in a minute: {Reason}")]
    public static partial void MaintenanceNotReached(this ILogger logger, string reason);

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

    [LoggerMessage(1026, LogLevel.Error, "{Reason}")]
    public static partial void RunsUnexplained(this ILogger logger, string reason);

    [LoggerMessage(1070, LogLevel.Information, "This silo leaves: {Runs} runs were handed over, and of {Nodes} nodes at work {Left} were not finished in time.")]
    public static partial void Drained(this ILogger logger, int runs, int nodes, int left);

    [LoggerMessage(1071, LogLevel.Warning, "Which silos take runs could not be found out; what was known holds.")]
    public static partial void ConditionsUnknown(this ILogger logger, Exception failure);

    /// <summary>A loop has given its run up: that is a failure only if neither another activation has the run nor the database is away.</summary>
    public static void LoopEnded(this ILogger logger, string runId, Exception failure, bool isStopped)
    {
        if (failure is GrainInterfaces.Failures.RunMovedException)
        {
            logger.RunMoved(runId, failure.Message);
        }
        else if (failure is not Storage.StorageUnavailableException)
        {
            logger.LoopFailed(runId, failure);
        }
        else if (!isStopped)
        {
            logger.CommitWaits(runId, failure.Message); // it could not be read anew, and is woken when the database is back
        }
    }
}
