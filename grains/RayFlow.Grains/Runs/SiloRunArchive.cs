using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Storage;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>What the archives of all runs of a silo are made of.</summary>
internal sealed record RunArchiveParts(StartRunHandler Starter, RunOpener Opener, ClosedRuns Closed, LiveRuns Live, StorageHealth Health);

/// <summary>A run as a silo begins it, reads it and tells of it.</summary>
internal sealed class SiloRunArchive(string runId, IPersistentState<RunJournal> journal, IGrainFactory grains, RunArchiveParts parts) : IRunArchive
{
    // What a run asks for, by a call or an event, is accepted already with what it did: nobody would ask again.
    public async Task<RunPlan> PlanAsync(StartRun request, CancellationToken cancellationToken) => parts.Live.IsFull && request is { Parent: null, Depth: 0 }
        ? StartRunHandler.Busy(parts.Live.Count)
        : await parts.Starter.PlanAsync(request, grains, cancellationToken);

    public void ThrowIfUnavailable() => parts.Health.ThrowIfUnavailable();

    public async Task<RunSession?> OpenAsync(CancellationToken cancellationToken)
    {
        if (journal.State.Damage is { } damage)
        {
            throw new InvalidDataException(damage);
        }

        var session = await parts.Opener.OpenAsync(runId, journal.State, cancellationToken);
        journal.State.ReleaseEntries();
        return session;
    }

    public async Task<RunSession> ReopenAsync(long? until)
    {
        var session = await parts.Opener.ReopenAsync(runId, journal.State.HasSnapshot, until);
        journal.State.ReleaseEntries();
        return session;
    }

    public Task<RunSummary?> FindClosedAsync(CancellationToken cancellationToken) => parts.Closed.FindAsync(runId, cancellationToken);

    public Task<bool> IsOverAsync(CancellationToken cancellationToken) => parts.Closed.IsOverAsync(runId, cancellationToken);

    public Task<RunSummary?> SuspendAsync(Exception failure, CancellationToken cancellationToken) => parts.Closed.SuspendAsync(runId, failure, cancellationToken);

    public Task<RunSummary?> TerminateAsync(string reason, CancellationToken cancellationToken) => parts.Closed.TerminateAsync(runId, reason, cancellationToken);
}
