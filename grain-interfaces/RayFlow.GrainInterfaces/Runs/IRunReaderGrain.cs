using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Tells of the past of runs: from their journals, on any silo, without waking them. Key: <see cref="Key"/>.</summary>
[Alias("rayflow.IRunReaderGrain"), Version(2)]
public interface IRunReaderGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>A page of node instances in the order in which they started, after a sequence number; null if there is no such run.</summary>
    [Alias("ReadHistory")]
    Task<HistoryPage?> ReadHistoryAsync(string runId, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Committed events after a sequence number (0: from the start), at most <paramref name="limit"/>; does not wait for any; null if there is no such run.</summary>
    [Alias("ReadEvents")]
    Task<TimelinePage?> ReadEventsAsync(string runId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The run as it was after one of its events; null if there is no such run.</summary>
    [Alias("ReadMoment")]
    Task<MomentAnswer?> ReadMomentAsync(string runId, MomentQuery query, CancellationToken cancellationToken);

    /// <summary>Why a node instance was after one of the run's events what it was; null if there is no such run.</summary>
    [Alias("Explain")]
    Task<ExplainAnswer?> ExplainAsync(string runId, ExplainQuery query, CancellationToken cancellationToken);

    /// <summary>The flow document that a run started with (UTF-8 JSON), byte for byte; null if there is no such run.</summary>
    [Alias("ReadFlow")]
    Task<byte[]?> ReadFlowAsync(string runId, CancellationToken cancellationToken);
}
