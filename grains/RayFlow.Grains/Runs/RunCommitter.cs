using System.Runtime.ExceptionServices;
using RayFlow.Storage;

namespace RayFlow.Grains.Runs;

/// <summary>The one way from a batch to the database: entries, snapshot and row in one commit, with compare-and-set on the run's length.</summary>
/// <param name="runId">Which run.</param>
/// <param name="journal">Where it is kept.</param>
/// <param name="silo">What all runs of a silo have in common.</param>
/// <param name="stop">The run leaves: what has not been committed then is not tried again.</param>
internal sealed class RunCommitter(string runId, IRunJournal journal, RunEnvironment silo, CancellationToken stop)
{
    /// <summary>What was committed longer ago than this may have been overtaken by another activation.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Whether nothing of the run is committed yet.</summary>
    public bool IsNew => journal.Length == 0;

    /// <summary>Commits a batch, however long the database is away: an accepted run waits for it.</summary>
    /// <param name="batch">What was folded.</param>
    /// <param name="session">The run; not read where the batch has it opened anew for a fault.</param>
    /// <param name="isBusy">Whether anything goes on for the run beside what the batch begins.</param>
    /// <exception cref="Exception">Another activation has gone on with the run, or this one leaves while the database is away.</exception>
    public async Task CommitAsync(RunBatch batch, RunSession session, bool isBusy)
    {
        if (batch.Fault is null)
        {
            Describe(batch, session, isBusy || batch.Instructions.Count > 0);
            session.TakeSnapshotIfDue(journal, batch);
        }

        if (batch.Fault is not null || batch.Reopens)
        {
            batch.Instructions.Clear(); // they are read off the state that is opened anew
        }

        if (batch.NeedsCommit)
        {
            await AppendAsync(batch);
            if (batch.HasEntries && !stop.IsCancellationRequested)
            {
                silo.Wakes.Progress(runId); // one that has been stopped meanwhile is to be woken, whatever it has committed
            }
        }
    }

    /// <summary>
    /// Asks the database again whose the run is, if the commit took so long that this process may have stood still since: what was decided then is
    /// another's to carry out if it has gone on with the run.
    /// </summary>
    public Task ConfirmAsync(TimeSpan commit) => commit > Fresh ? AppendAsync(new RunBatch()) : Task.CompletedTask;

    private async Task AppendAsync(RunBatch batch)
    {
        var write = batch.ToJournal(journal.Length);
        var failure = await silo.Commits.UntilAsync(
            () => journal.AppendAsync(write),
            static failure => failure is StorageUnavailableException,
            stop,
            failure => silo.Logger.CommitWaits(runId, failure.Message));
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Puts the run's row into a batch if it says something else than before.</summary>
    private void Describe(RunBatch batch, RunSession session, bool isBusy)
    {
        var hasEnded = session.State.Outcome is not null && !batch.Reopens;
        var owner = !hasEnded || session.IsOwed ? silo.Owner : null;
        if (batch.Reopens || session.RowChanges(RunSummaries.Status(session.State, isBusy), owner))
        {
            var summary = RunSummaries.Of(runId, session, isBusy, silo.Time.GetUtcNow(), tellsEnd: hasEnded);
            batch.Row = RunSummaries.Row(summary, session.State.NextDue, owner, session.Large) with { ResetsTakeovers = batch.HasEntries };
            batch.Add(session.Large.TakeNew());
        }
    }
}
