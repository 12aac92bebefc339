using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>One node instance of a run. Key: <c>run/frame/node</c>, which is also its idempotency key.</summary>
[Alias("rayflow.INodeGrain"), Version(1)]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Accepts one attempt and answers at once; the outcome goes to the run's <see cref="Runs.IWorkflowGrain.ReportAsync"/>.
    /// The same attempt again is not started twice: while it runs it goes on, after that its outcome is reported again. One that was handed over a while
    /// ago is begun only if its run, asked again, still waits for it.
    /// </summary>
    [Alias("Start")]
    Task StartAsync(StartNode request, CancellationToken cancellationToken);

    /// <summary>Cancels what runs; its outcome is not wanted any more.</summary>
    [Alias("Cancel")]
    Task CancelAsync(CancellationToken cancellationToken);

    /// <summary>Whether this attempt is being worked on here; false after a crash of the silo that did.</summary>
    [AlwaysInterleave, Alias("IsRunning")]
    Task<bool> IsRunningAsync(int attempt, CancellationToken cancellationToken);
}
