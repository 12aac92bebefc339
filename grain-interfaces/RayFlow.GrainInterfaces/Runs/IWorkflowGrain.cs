using Orleans.CodeGeneration;
using RayFlow.GrainInterfaces.Nodes;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>One run of a flow. Key: the run id, 32 hexadecimal digits.</summary>
[Alias("rayflow.IWorkflowGrain"), Version(1)]
public interface IWorkflowGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the run and answers once its start is committed. A run that has started already answers with what it is now,
    /// so that a request may be repeated.
    /// </summary>
    [Alias("Start")]
    Task<StartRunResult> StartAsync(StartRun request, CancellationToken cancellationToken);

    /// <summary>The run as it is now; null if there is no such run.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<RunSummary?> GetAsync(CancellationToken cancellationToken);

    /// <summary>The run when it has ended, or as it is after <paramref name="atMost"/> (up to 20 seconds); null if there is no such run.</summary>
    [AlwaysInterleave, Alias("WaitForEnd")]
    Task<RunSummary?> WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Takes a node's report and answers when it is committed. From its node grain; a report that is late or comes twice changes nothing.</summary>
    [AlwaysInterleave, Alias("Report")]
    Task ReportAsync(NodeReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the outcome of an attempt is waited for, and the database has confirmed that nobody else has gone on with the run. Asked by a node
    /// instance that was handed the attempt a while ago.
    /// </summary>
    [AlwaysInterleave, Alias("Awaits")]
    Task<bool> AwaitsAsync(long frameId, int nodeIndex, int consumer, int attempt, CancellationToken cancellationToken);

    /// <summary>Takes the end of a child run and answers when it is committed. From the child; one that is late or comes twice changes nothing.</summary>
    [AlwaysInterleave, Alias("ChildEnded")]
    Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken);

    /// <summary>Cancels, pauses, resumes, retries or terminates the run; answers when that is committed.</summary>
    [AlwaysInterleave, Alias("Command")]
    Task<CommandResult> CommandAsync(RunCommand command, CancellationToken cancellationToken);

    /// <summary>Hands a signal to the run and answers when it is committed; one that comes before its wait is kept for it.</summary>
    [AlwaysInterleave, Alias("Signal")]
    Task<CommandResult> SignalAsync(SendSignal signal, CancellationToken cancellationToken);

    /// <summary>
    /// The run's events after a sequence number (0: from the start), at most <paramref name="limit"/>; waits for one up to
    /// <paramref name="atMost"/> (up to 20 seconds) if there is none yet; null if there is no such run.
    /// </summary>
    [AlwaysInterleave, Alias("ReadEvents")]
    Task<TimelinePage?> ReadEventsAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Takes up what is pending: after a crash, when a timer is due, when a child has ended. Harmless at any time.</summary>
    [AlwaysInterleave, Alias("Wake")]
    Task WakeAsync(CancellationToken cancellationToken);
}
