using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Values;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>A run's state in the words of its callers and of the index.</summary>
internal static class RunSummaries
{
    /// <summary>The run as it is.</summary>
    /// <param name="runId">Its id.</param>
    /// <param name="session">The run.</param>
    /// <param name="isBusy">Whether anything goes on for it.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="tellsEnd">False as long as its end is not committed: nobody is told of it before.</param>
    public static RunSummary Of(string runId, RunSession session, bool isBusy, DateTimeOffset now, bool tellsEnd = true)
    {
        var (header, run) = (session.Header, session.State);
        var (outcome, endedAt) = tellsEnd ? (run.Outcome, session.EndedAt) : (null, null);
        var waits = run.Outcome is null ? Waits.Of(run) : [];
        return new RunSummary
        {
            RunId = runId,
            Flow = header.FlowName,
            FlowVersion = header.FlowVersion,
            FlowHash = header.FlowHash,
            Status = run.Outcome is not null && outcome is null ? RunStatus.Running : Status(run, isBusy),
            StartedAt = session.StartedAt,
            EndedAt = endedAt,
            Result = outcome?.Result,
            ReturnNode = outcome?.ReturnNode,
            StatusCode = outcome?.StatusCode,
            Error = outcome?.Error is { } error ? Error(error) : null,
            Statistics = new RunStatistics(
                Math.Max(0, ((endedAt ?? now) - session.StartedAt).TotalSeconds),
                run.NodesExecuted,
                run.NodesFailed,
                session.Timeline.NodeSeconds(),
                [.. run.Errors.Select(Error)],
                run.NodesTakenOver),
            WaitingFor = waits,
            ParentRunId = header.Parent?.RunId,
            Inputs = run.Inputs,
            ForkedFrom = header.Origin is { } origin ? new ForkedFrom(origin.RunId, origin.Sequence) : null,
        };
    }

    /// <summary>What a row's columns say.</summary>
    public static RunSummary Of(RunRow row) => new()
    {
        RunId = row.RunId,
        Flow = row.FlowName,
        FlowVersion = row.FlowVersion,
        FlowHash = row.FlowHash,
        Status = StatusText.Parse(row.Status),
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        ReturnNode = row.ReturnNode,
        StatusCode = row.StatusCode,
        ParentRunId = row.ParentRunId,
        Error = row.ErrorCode is { } code ? new RunError(code, "") : null,
    };

    /// <summary>An ended run as its row tells it, with the large values that the row mentions: the same answer whenever it is asked for.</summary>
    public static async Task<RunSummary> OfEndedAsync(RunRow row, StoredValues values, CancellationToken cancellationToken)
    {
        var fields = SummaryCodec.Parse(row.Summary.Span);
        return SummaryCodec.Decode(Of(row), ApartFields.Fill(fields, await values.ReadAsync(row.RunId, ApartFields.Of(fields), null, cancellationToken)));
    }

    /// <summary>Where the run is in its life.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isBusy">Whether a node grain works for it.</param>
    public static RunStatus Status(RunState run, bool isBusy) => run.Outcome?.Kind switch
    {
        OutcomeKind.Completed => RunStatus.Completed,
        OutcomeKind.Failed => RunStatus.Failed,
        OutcomeKind.Cancelled => RunStatus.Cancelled,
        _ when run.IsPaused => RunStatus.Paused,
        _ when !isBusy && run.IsIdle => RunStatus.Waiting,
        _ => RunStatus.Running,
    };

    /// <summary>The run's row in the index.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="wakeAt">When it must be woken; null: it need not be.</param>
    /// <param name="owner">The silo that sees to it; null: nobody needs to.</param>
    /// <param name="large">Takes what is to be stored apart.</param>
    public static RunRow Row(RunSummary summary, DateTimeOffset? wakeAt, string? owner, LargeValues large) => new()
    {
        RunId = summary.RunId,
        FlowName = summary.Flow,
        FlowVersion = summary.FlowVersion,
        FlowHash = summary.FlowHash,
        Status = StatusText.Of(summary.Status),
        StartedAt = summary.StartedAt,
        EndedAt = summary.EndedAt,
        WakeAt = summary.HasEnded ? null : wakeAt,
        ParentRunId = summary.ParentRunId,
        ReturnNode = summary.ReturnNode,
        StatusCode = summary.StatusCode,
        ErrorCode = summary.Error?.Code,
        Summary = summary.HasEnded ? SummaryCodec.Encode(summary, large) : default,
        Owner = owner,
    };

    private static RunError Error(RaisedError error) =>
        new(error.Error.Code, error.Error.Message, error.NodeId.Length == 0 ? null : error.NodeId, error.Frame, error.Attempt);
}
