using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What is told of one run from outside its loop: how it begins, how it is read, and what its row in the index says. In the simulation, a model.</summary>
internal interface IRunArchive
{
    /// <summary>Looks at a request for the run before anything is recorded.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The database is away.</exception>
    Task<RunPlan> PlanAsync(StartRun request, CancellationToken cancellationToken);

    /// <summary>Nothing is accepted while the database is away.</summary>
    /// <exception cref="GrainInterfaces.Failures.StorageUnavailableException">It is.</exception>
    void ThrowIfUnavailable();

    /// <inheritdoc cref="RunOpener.OpenAsync"/>
    Task<RunSession?> OpenAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="RunOpener.ReopenAsync"/>
    Task<RunSession> ReopenAsync(long? until);

    /// <inheritdoc cref="ClosedRuns.FindAsync"/>
    Task<RunSummary?> FindClosedAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="ClosedRuns.IsOverAsync"/>
    Task<bool> IsOverAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="ClosedRuns.SuspendAsync"/>
    Task<RunSummary?> SuspendAsync(Exception failure, CancellationToken cancellationToken);

    /// <inheritdoc cref="ClosedRuns.TerminateAsync"/>
    Task<RunSummary?> TerminateAsync(string reason, CancellationToken cancellationToken);
}
