using RayFlow.GrainInterfaces.Failures;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scheduling;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;
using Runs = System.Collections.Generic.IReadOnlyDictionary<string, RayFlow.Simulation.Databases.StoredRun>;

namespace RayFlow.Simulation.Databases;

/// <summary>
/// A model of what PostgreSQL and the silos' storage promise: batches are committed as a whole and only at the length that they expect; whoever is
/// not answered does not know, and may give the same batch again; what was on its way when a silo died may still arrive.
/// </summary>
/// <param name="simulator">Its time.</param>
/// <param name="chance">How long things take, and what goes wrong.</param>
/// <param name="mistake">A mistake of the past that is planted back.</param>
internal sealed class SimDatabase(Simulator simulator, Chance chance, Mistake mistake)
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, StoredRun> _runs = new(StringComparer.Ordinal);
    private long _order;
    private long _failovers;
    private long _deletions;

    /// <summary>How it is at the moment.</summary>
    public DatabaseWeather Weather { get; } = new();

    /// <summary>All runs, as they are; for whoever checks.</summary>
    public Runs Runs => _runs;

    /// <summary>Runs that retention has deleted, or whose last commits a failover has lost.</summary>
    public HashSet<string> Impaired { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs in which an activation of before a failover went on where others had brought them to again: nothing is promised of two pasts in one.</summary>
    public HashSet<string> Mixed { get; } = new(StringComparer.Ordinal);

    /// <summary>The date by its own clock.</summary>
    public DateTimeOffset UtcNow => SimClock.Epoch + simulator.Now;

    /// <summary>A number that tells what came before what in the whole simulation.</summary>
    public long NextOrder() => ++_order;

    /// <summary>Reads something.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It is away.</exception>
    public Task<T> ReadAsync<T>(SimProcess process, Func<Runs, T> read) => AskAsync(process, () => read(_runs), isWrite: false);

    /// <summary>Changes something that is not a journal.</summary>
    /// <exception cref="Storage.StorageUnavailableException">It is away, or did not answer.</exception>
    public Task<T> ChangeAsync<T>(SimProcess process, Func<Runs, T> change) => AskAsync(process, () => change(_runs), isWrite: true);

    /// <summary>Commits a batch as <see cref="Grains.Runs.IRunJournal.AppendAsync"/> promises.</summary>
    public Task AppendAsync(SimProcess process, string runId, JournalBatch batch, SimJournal journal) =>
        AskAsync(process, () => Commit(process, runId, batch, journal), isWrite: true);

    /// <summary>Adds an entry whatever the length is, as the termination of a run by the index does.</summary>
    public void Append(StoredRun run, ReadOnlyMemory<byte> entry)
    {
        run.Length++;
        run.Entries.Add(new StoredEntry(run.Length, entry, simulator.Now, NextOrder()));
    }

    /// <summary>What happens.</summary>
    public Trace Trace => simulator.Trace;

    /// <summary>Runs whose journals cannot be read any more.</summary>
    public HashSet<string> Damaged { get; } = new(StringComparer.Ordinal);

    /// <summary>Is told of every run that ends, when that is committed.</summary>
    public Action<string, RunRow>? OnEnd { get; set; }

    /// <summary>Deletes a run.</summary>
    public void Delete(string runId)
    {
        _runs.Remove(runId);
        _deletions++;
        Impaired.Add(runId);
        simulator.Trace.Add($"database deletes {runId[..6]}");
    }

    /// <summary>The last commits of a run are gone, as after a failover to a copy that had not got them.</summary>
    public void LoseLast(string runId, int commits)
    {
        var run = _runs[runId];
        for (; commits > 0 && run.Commits.Count > 0; commits--)
        {
            var last = run.Commits[^1];
            run.Commits.RemoveAt(run.Commits.Count - 1);
            run.Entries.RemoveAll(entry => entry.Sequence > last.Length);
            (run.Length, run.Row) = (last.Length, last.Row);
        }

        _failovers++;
        (run.LostAt, run.Writer) = (NextOrder(), null);
        Impaired.Add(runId);
        simulator.Trace.Add($"database loses the end of {runId[..6]}, has {run.Length}");
        if (run.Length == 0)
        {
            _runs.Remove(runId);
        }
    }

    private bool Commit(SimProcess process, string runId, JournalBatch batch, SimJournal journal)
    {
        var run = _runs.GetValueOrDefault(runId);
        if (run is not null && run.Commits.Exists(commit => commit.Batch == batch))
        {
            return true;
        }

        var length = run?.Length ?? 0;
        if (!Fits(run, length, batch))
        {
            simulator.Trace.Add($"database refuses {process.Name} {runId[..6]} at {batch.ExpectedLength}, it has {length}");
            throw new RunMovedException($"Run '{runId}' has {length} entries and was to be continued after {batch.ExpectedLength}.");
        }

        if (run is null)
        {
            if (batch.Entries.Count == 0)
            {
                return true; // only somebody without a run asks for the length zero
            }

            _runs.Add(runId, run = new StoredRun());
        }

        var hadEnded = run.Row is { EndedAt: not null };
        NoteWriter(runId, run, journal);
        Apply(run, batch);
        simulator.Trace.Add($"database commits {process.Name} {runId[..6]} +{batch.Entries.Count} = {run.Length} {batch.Row?.Status} {batch.Row?.Owner}");
        if (!hadEnded && batch.Row is { EndedAt: not null } ended)
        {
            OnEnd?.Invoke(runId, ended);
        }

        return true;
    }

    private void NoteWriter(string runId, StoredRun run, SimJournal journal)
    {
        if (run.LostAt > journal.ReadAt && run.Writer is not null && run.Writer != journal)
        {
            Mixed.Add(runId);
        }

        run.Writer = journal;
    }

    private bool Fits(StoredRun? run, long length, JournalBatch batch) => mistake switch
    {
        Mistake.FenceAsksForPresence => batch.ExpectedLength >= length,
        Mistake.AppendsToDeletedRuns => batch.ExpectedLength == length || run is null,
        _ => batch.ExpectedLength == length,
    };

    private void Apply(StoredRun run, JournalBatch batch)
    {
        run.Commits.Add(new StoredCommit(batch, run.Length, run.Row));
        run.Length = batch.ExpectedLength;
        foreach (var entry in batch.Entries)
        {
            Append(run, entry);
        }

        foreach (var value in batch.Values)
        {
            run.Values.TryAdd(value.Hash, value.Payload);
        }

        if (batch.Snapshot is { IsEmpty: false } snapshot)
        {
            run.Snapshot = (run.Length, snapshot);
        }

        if (batch.Row is { } row)
        {
            var before = run.Row;
            run.Row = row.ResetsTakeovers || before is null
                ? row with { Takeovers = 0, ParkedAt = null, ParkedReason = null }
                : row with { Takeovers = before.Takeovers, ParkedAt = before.ParkedAt, ParkedReason = before.ParkedReason };
            NoteEnd(run);
        }
    }

    /// <summary>Notes when a run's row began to say that it has ended.</summary>
    public void NoteEnd(StoredRun run) => run.EndedAt = run.Row is { EndedAt: null } ? null : run.EndedAt ?? NextOrder();

    private Task<T> AskAsync<T>(SimProcess process, Func<T> act, bool isWrite)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Weather.IsReachedBy(process))
        {
            Fail(process, answer);
            return answer.Task;
        }

        // What is on its way arrives, also when its sender has died; but not at a server that was not asked.
        var failovers = _failovers;
        simulator.After(Way(), null, () =>
        {
            if (failovers == _failovers)
            {
                Arrive(process, act, answer, isWrite);
            }
            else
            {
                Fail(process, answer);
            }
        });
        return answer.Task;
    }

    private void Arrive<T>(SimProcess process, Func<T> act, TaskCompletionSource<T> answer, bool isWrite)
    {
        if (!Weather.IsReachedBy(process))
        {
            Fail(process, answer);
            return;
        }

        if (isWrite && chance.In(Weather.Unanswered))
        {
            Fail(process, answer);
            switch (chance.Below(3))
            {
                case 0: Act(act, out _); break;
                case 1: ActLate(act); break;
            }

            return;
        }

        var refusal = Act(act, out var result);
        simulator.After(Way(), process, () =>
        {
            _ = refusal is null ? answer.TrySetResult(result!) : answer.TrySetException(refusal);
        });
    }

    /// <summary>A write that nobody waits for any more. Retention takes what ended days ago, which no write outlasts.</summary>
    private void ActLate<T>(Func<T> act)
    {
        var before = (_failovers, _deletions);
        simulator.After(chance.Between(TimeSpan.Zero, Patience * 2), null, () =>
        {
            if (before == (_failovers, _deletions))
            {
                Act(act, out _);
            }
        });
    }

    private static RunMovedException? Act<T>(Func<T> act, out T? result)
    {
        result = default;
        try
        {
            result = act();
            return null;
        }
        catch (RunMovedException refusal)
        {
            return refusal;
        }
    }

    private void Fail<T>(SimProcess process, TaskCompletionSource<T> answer) => simulator.After(
        chance.Between(Soonest, Patience), process, () => answer.TrySetException(new Storage.StorageUnavailableException("the simulation has taken it away.", null)));

    private TimeSpan Way() => chance.Between(Soonest, Weather.Latency);
}
